import { type EventReason, WORKLOAD_ANNOTATION, type WatchdogConfig } from "@mount-monitor/contract";
import type { CallResult, PodRef } from "../../core/kube/call-result.ts";
import type { PodEvent } from "../../core/kube/pod-event.ts";
import type { RestartResult } from "../../core/restart/restart-plan.ts";
import type { PodEnvironment } from "../../environment.ts";
import { monotonicMs, wallMs } from "../clock.ts";
import type { KubeClient } from "../kube/kube-client.ts";
import { createEventQueue } from "./event-queue.ts";

/** What a pod asks of the API about itself. Loaded with the first call: TLS costs 3 MB that most monitors never need. */
export interface PodApi {
  /** Why no call can be made at all; undefined where it can. */
  readonly unavailable: string | undefined;
  /** Writes an event; nobody has to wait for it. Tried again while the API is away; says at the end whether it is written. */
  tell(reason: EventReason, type: "Normal" | "Warning", message: string, occasion?: string): Promise<boolean>;
  restart(action: "delete" | "evict", policy: WatchdogConfig): Promise<RestartResult>;
  /** Removes the pod at once, without a grace period. */
  force(): Promise<CallResult | undefined>;
  /** Whether the pod may be restarted in this way: asked, not done. */
  tryRestart(action: "delete" | "evict"): Promise<CallResult | undefined>;
  /** Lets what is under way end: what waits for another attempt has it now, and no further one. */
  idle(): Promise<void>;
  /** Gives up what is under way. */
  cancel(): void;
}

export function openPodApi(
  env: PodEnvironment,
  workload: () => string | undefined,
  onTrouble: (message: string) => void,
): PodApi {
  const missing = missingVariables(env);
  const unavailable =
    missing.length === 0
      ? undefined
      : `failed to reach the Kubernetes API: ${missing.join(", ")} not set; ${howToSet(missing)}`;
  const controller = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  const pod: PodRef = {
    namespace: env.namespace ?? "",
    name: env.name ?? "",
    uid: env.uid ?? "",
    ...(env.node === undefined ? {} : { node: env.node }),
  };
  let client: Promise<KubeClient> | undefined;
  const connect = () => (client ??= load(env));
  const track = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  };
  const events = createEventQueue({
    write: async (event) => (await connect()).createEvent(event, { signal: controller.signal }),
    onTrouble,
    signal: controller.signal,
    nowMs: monotonicMs,
  });
  return {
    unavailable,
    async tell(reason, type, message, occasion) {
      if (unavailable !== undefined || !events.hasRoomFor(reason)) return false;
      const what = workload();
      const event: PodEvent = {
        pod,
        reason,
        type,
        message,
        atMs: wallMs(),
        ...(what === undefined ? {} : { annotations: { [WORKLOAD_ANNOTATION]: what } }),
        ...(occasion === undefined ? {} : { occasion }),
      };
      return track(events.deliver(event));
    },
    async restart(action, policy) {
      if (unavailable !== undefined) return { t: "blocked", reason: "environment", message: unavailable };
      const { restartPod } = await import("../kube/restart-pod.ts");
      // What stands in the way of the one stands in the way of the other; and once the pod is told to go, little time is left.
      events.hurry();
      const result = await track(
        restartPod(await connect(), action, pod, policy, { sleep, signal: controller.signal }),
      );
      switch (result.t) {
        case "accepted":
          events.hurry();
          return { t: "accepted" };
        case "cancelled":
          return { t: "failed", message: "the monitor was stopped meanwhile" };
        case "blocked":
        case "failed":
          return result;
      }
    },
    force: async () =>
      unavailable === undefined ? track((await connect()).deletePod(pod, { gracePeriodSeconds: 0 })) : undefined,
    async tryRestart(action) {
      if (unavailable !== undefined) return undefined;
      const kube = await connect();
      return track(action === "delete" ? kube.deletePod(pod, { dryRun: true }) : kube.evictPod(pod, { dryRun: true }));
    },
    async idle() {
      events.drain();
      while (underWay.size > 0) await Promise.allSettled(underWay);
      events.resume();
    },
    cancel: () => controller.abort(),
  };
}

async function load(env: PodEnvironment): Promise<KubeClient> {
  const { createKubeClient } = await import("../kube/kube-client.ts");
  return createKubeClient({
    host: env.apiHost ?? "",
    port: Number(env.apiPort ?? 443),
    ...(env.tokenFile === undefined ? {} : { tokenFile: env.tokenFile }),
    ...(env.caFile === undefined ? {} : { caFile: env.caFile }),
  });
}

function missingVariables(env: PodEnvironment): string[] {
  const needed: ReadonlyArray<readonly [name: string, value: string | undefined]> = [
    ["POD_NAME", env.name],
    ["POD_NAMESPACE", env.namespace],
    ["POD_UID", env.uid],
    ["KUBERNETES_SERVICE_HOST", env.apiHost],
  ];
  return needed.filter(([, value]) => value === undefined).map(([name]) => name);
}

function howToSet(missing: readonly string[]): string {
  return missing.some((name) => name.startsWith("POD_"))
    ? "set them from metadata.name, metadata.namespace and metadata.uid by the downward API"
    : "run it in a pod, or set watchdog.action to none";
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal?.addEventListener("abort", finish);
  });
}
