import { type PodStatus, readPodStatus } from "@mount-monitor/contract";
import { at, text, texts } from "../object-parts.ts";
import { GATE_NAME, MONITOR_NAME } from "../own-parts.ts";
import { type InjectedPod, readInjectedPod } from "../pods/injected-pod.ts";
import { ownContainers, readOwnConfig } from "../pods/own-config.ts";
import { NOT_YET } from "../pods/pod-start.ts";
import type { RawObject } from "../raw-object.ts";
import { records, words } from "./lists.ts";
import { asks, type WorkloadRef, workloadOfPod } from "./workload-facts.ts";

/** A pod that asks to be monitored, or carries our containers. */
export interface PodFacts {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Undefined where nothing would make it anew. */
  readonly workload: WorkloadRef | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly asks: boolean;
  /** As monitors and grants see it; undefined without the label. */
  readonly injected: InjectedPod | undefined;
  /** Gate or monitor of ours are in it, label or not. */
  readonly carries: boolean;
  readonly status: PodStatus | undefined;
  /** Of a static pod, which only its node can change. */
  readonly mirror: boolean;
  readonly running: boolean;
  readonly finished: boolean;
  readonly deletionTimestamp: string | undefined;
  readonly finalizers: readonly string[];
  readonly node: string | undefined;
  /** Of gate and monitor. */
  readonly image: string | undefined;
  /** Where its monitor answers; undefined without one. */
  readonly health: { readonly port: number; readonly prefix: string } | undefined;
  /** Containers of ours that wait for something that may never come. */
  readonly stuck: ReadonlyArray<{ readonly container: string; readonly reason: string; readonly message: string }>;
  /** Since when the gate has been running; undefined when it is not. */
  readonly gateSince: string | undefined;
}

/** Undefined for a pod that has nothing to do with us. Never throws, whatever the object is. */
export function readPod(object: RawObject): PodFacts | undefined {
  const annotations = texts(at(object, "metadata", "annotations"));
  const injected = readInjectedPod(object);
  const status = readPodStatus(annotations);
  // A label or an annotation may have been lost, or written by hand; containers alone say nothing.
  const { gate, monitor } = ownContainers(object);
  const ours = gate ?? monitor;
  const carries = (injected !== undefined || status?.decision === "inject") && ours !== undefined;
  const asked = asks(annotations);
  if (!asked && injected === undefined && !carries) return undefined;
  const phase = at(object, "status", "phase");
  return {
    namespace: text(at(object, "metadata", "namespace")) ?? "",
    name: text(at(object, "metadata", "name")) ?? "",
    uid: text(at(object, "metadata", "uid")) ?? "",
    workload: workloadOfPod(object),
    labels: texts(at(object, "metadata", "labels")),
    asks: asked,
    injected: carries ? injected : undefined,
    carries,
    status,
    mirror: annotations["kubernetes.io/config.mirror"] !== undefined,
    running: phase === "Running",
    finished: phase === "Succeeded" || phase === "Failed",
    deletionTimestamp: text(at(object, "metadata", "deletionTimestamp")),
    finalizers: words(at(object, "metadata", "finalizers")),
    node: text(at(object, "spec", "nodeName")),
    image: text(ours?.["image"]),
    health: healthOf(monitor),
    ...containersOf(object),
  };
}

function healthOf(monitor: RawObject | undefined): PodFacts["health"] {
  const { httpPort, probeNonce } = readOwnConfig(monitor);
  if (typeof httpPort !== "number") return undefined;
  const nonce = text(probeNonce);
  return { port: httpPort, prefix: nonce === undefined || !/^[0-9a-z]+$/.test(nonce) ? "" : `/${nonce}` };
}

function containersOf(object: RawObject): Pick<PodFacts, "stuck" | "gateSince"> {
  const statuses = [
    ...records(at(object, "status", "initContainerStatuses")),
    ...records(at(object, "status", "containerStatuses")),
  ].filter(({ name }) => name === GATE_NAME || name === MONITOR_NAME);
  return {
    stuck: statuses.flatMap((status) => {
      const reason = text(at(status, "state", "waiting", "reason"));
      if (reason === undefined || NOT_YET.has(reason)) return [];
      const message = text(at(status, "state", "waiting", "message")) ?? "";
      return [{ container: text(status["name"]) ?? "", reason, message }];
    }),
    gateSince: statuses
      .filter(({ name }) => name === GATE_NAME)
      .map((status) => text(at(status, "state", "running", "startedAt")))
      .find((since) => since !== undefined),
  };
}
