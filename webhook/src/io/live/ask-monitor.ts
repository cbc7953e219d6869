import type { PodFacts } from "../../core/live/pod-facts.ts";
import type { Known } from "../../core/live/known.ts";
import type { CallAnswer, ClusterCalls } from "./cluster-calls.ts";

const DEADLINE_MS = 3_000;

/** Anybody may have made the pod: it is not to fill the memory of who asks. A monitor of 64 mounts says less than this. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * What a monitor answers at `/healthz/status`, by way of the API server. It answers 503 when a mount is not healthy, and so
 * does the API server when it cannot reach the pod: what came has to be looked at.
 */
export function askMonitor(
  calls: ClusterCalls,
  { namespace, name, health }: Pick<PodFacts, "namespace" | "name" | "health">,
): Promise<Known<CallAnswer>> {
  const { port, prefix } = health ?? { port: 0, prefix: "" };
  const path = `/api/v1/namespaces/${namespace}/pods/http:${name}:${port}/proxy${prefix}/healthz/status`;
  return calls.call("GET", path, undefined, { deadlineMs: DEADLINE_MS, maxAnswerBytes: MAX_ANSWER_BYTES });
}
