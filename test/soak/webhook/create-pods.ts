import { setTimeout as wait } from "node:timers/promises";
import { parseQuantity } from "../../../webhook/src/core/inject/quantity.ts";
import type { ApiClient } from "../../control-plane/support/api-client.ts";
import type { Created } from "../model/webhook-fact.ts";

const BETWEEN_MS = 60;
const MIB = 1_048_576;

export interface Creating {
  readonly made: () => number;
  readonly slowestMs: () => number;
  stop(): Promise<void>;
}

/** Clients that create one annotated pod after the other, and leave nothing behind. */
export function createPods(
  admin: ApiClient,
  namespace: string,
  clients: number,
  {
    nowMs,
    onCreated,
  }: { readonly nowMs: () => number; readonly onCreated: (beganMs: number, created: Created) => void },
): Creating {
  let made = 0;
  let slowestMs = 0;
  const stopped = new AbortController();
  const run = async () => {
    while (!stopped.signal.aborted) {
      const beganMs = nowMs();
      const created = await create(admin, namespace);
      made++;
      if (created.t === "made") slowestMs = Math.max(slowestMs, nowMs() - beganMs);
      onCreated(beganMs, created);
      await wait(BETWEEN_MS);
    }
  };
  const running = Promise.all(Array.from({ length: clients }, run));
  return {
    made: () => made,
    slowestMs: () => slowestMs,
    async stop() {
      stopped.abort();
      await running;
    },
  };
}

async function create(admin: ApiClient, namespace: string): Promise<Created> {
  try {
    const reply = await admin.call(`/api/v1/namespaces/${namespace}/pods?dryRun=All`, { method: "POST", body: POD });
    if (reply.status !== 201) return { t: "failed", why: `${reply.status} ${reply.text}` };
    return readPod(reply.json().spec.initContainers ?? []);
  } catch (error) {
    return { t: "failed", why: String(error) };
  }
}

interface Container {
  readonly name: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly resources?: {
    readonly requests?: { readonly memory?: string };
    readonly limits?: { readonly memory?: string };
  };
}

function readPod(containers: readonly Container[]): Created {
  const ours = containers.filter(({ name }) => name.startsWith("mount-monitor"));
  const count = (wanted: string) => ours.filter(({ name }) => name === wanted).length;
  const config = ours.flatMap(({ env = [] }) => env).find(({ name }) => name === "MOUNT_MONITOR_CONFIG")?.value ?? "{}";
  const mib = (quantity: string | undefined) => {
    const bytes = parseQuantity(quantity);
    return bytes === undefined ? undefined : bytes / MIB;
  };
  return {
    t: "made",
    gates: count("mount-monitor-gate"),
    monitors: count("mount-monitor"),
    mode: (JSON.parse(config) as { readonly mode?: string }).mode ?? "enforce",
    memory: ours.map(({ resources }) => ({
      requestMiB: mib(resources?.requests?.memory),
      limitMiB: mib(resources?.limits?.memory),
    })),
  };
}

/** The app itself fits every LimitRange of the schedule. */
const POD = {
  metadata: { generateName: "app-", annotations: { "mount-monitor.io/paths": "/mnt/media" } },
  spec: {
    containers: [
      {
        name: "app",
        image: "app",
        volumeMounts: [{ name: "media", mountPath: "/mnt/media" }],
        resources: { requests: { memory: "48Mi" }, limits: { memory: "48Mi" } },
      },
    ],
    volumes: [{ name: "media", hostPath: { path: "/mnt/media" } }],
  },
};
