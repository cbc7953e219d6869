import { setTimeout as wait } from "node:timers/promises";
import type { ApiClient } from "./api-client.ts";

/** Creates that go through the webhook and leave nothing behind, one after the other, until it is stopped. */
export interface AdmissionStream {
  readonly made: () => number;
  /** What failed, with the time since the start. */
  readonly failures: readonly string[];
  stop(): Promise<void>;
}

const BETWEEN_MS = 15;

export function startAdmissions(client: ApiClient, namespace: string): AdmissionStream {
  const startedMs = performance.now();
  const failures: string[] = [];
  let made = 0;
  let stopped = false;
  const run = async () => {
    for (;;) {
      if (stopped) return;
      const failure = await tryAdmission(client, namespace);
      made++;
      if (failure !== undefined) failures.push(`${Math.round(performance.now() - startedMs)} ms: ${failure}`);
      await wait(BETWEEN_MS);
    }
  };
  const running = run();
  return {
    made: () => made,
    failures,
    async stop() {
      stopped = true;
      await running;
    },
  };
}

/** Undefined when it was let through. */
export async function tryAdmission(client: ApiClient, namespace: string): Promise<string | undefined> {
  try {
    const reply = await client.call(`/api/v1/namespaces/${namespace}/configmaps?dryRun=All`, {
      method: "POST",
      body: { metadata: { generateName: "admission-" } },
    });
    return reply.status === 201 ? undefined : `${reply.status} ${reply.text}`;
  } catch (error) {
    return String(error);
  }
}
