import { setTimeout as wait } from "node:timers/promises";
import type { ApiClient } from "./api-client.ts";

/** A create of an annotated pod that leaves nothing behind; times are of `performance.now()`. */
export interface FailedCreate {
  readonly beganMs: number;
  readonly endedMs: number;
  readonly why: string;
}

/** Several clients that create one pod after the other, until they are stopped. */
export interface PodStream {
  readonly made: () => number;
  readonly failures: readonly FailedCreate[];
  /** Until so many more were made. */
  more(count: number): Promise<void>;
  stop(): Promise<void>;
}

const BETWEEN_MS = 15;
const MORE_MS = 120_000;

export function startPods(admin: ApiClient, namespace: string, clients = 4): PodStream {
  const failures: FailedCreate[] = [];
  let made = 0;
  let stopped = false;
  const run = async () => {
    for (;;) {
      if (stopped) return;
      const beganMs = performance.now();
      const why = await tryPod(admin, namespace);
      made++;
      if (why !== undefined) failures.push({ beganMs, endedMs: performance.now(), why });
      await wait(BETWEEN_MS);
    }
  };
  const running = Promise.all(Array.from({ length: clients }, run));
  return {
    made: () => made,
    failures,
    async more(count) {
      const target = made + count;
      const beganMs = performance.now();
      for (;;) {
        if (made >= target) return;
        if (performance.now() - beganMs > MORE_MS) throw new Error(`only ${made} of ${target} creates came through`);
        await wait(20);
      }
    },
    async stop() {
      stopped = true;
      await running;
    },
  };
}

/** Undefined when it came back with a monitor in it. */
export async function tryPod(admin: ApiClient, namespace: string): Promise<string | undefined> {
  try {
    const reply = await admin.call(`/api/v1/namespaces/${namespace}/pods?dryRun=All`, { method: "POST", body: POD });
    if (reply.status !== 201) return `${reply.status} ${reply.text}`;
    const names = reply.json().spec.initContainers?.map(({ name }: { name: string }) => name) ?? [];
    return names.includes("mount-monitor") ? undefined : `no monitor was injected: ${reply.text}`;
  } catch (error) {
    return String(error);
  }
}

const POD = {
  metadata: { generateName: "app-", annotations: { "mount-monitor.io/paths": "/mnt/media" } },
  spec: {
    containers: [{ name: "app", image: "app", volumeMounts: [{ name: "media", mountPath: "/mnt/media" }] }],
    volumes: [{ name: "media", hostPath: { path: "/mnt/media" } }],
  },
};
