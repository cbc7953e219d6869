import type { CallResult, PodRef } from "../../core/kube/call-result.ts";
import { nextStep, type RoundPolicy, type RoundResult } from "../../core/kube/retry-round.ts";
import type { KubeClient } from "./kube-client.ts";

export interface RoundDeps {
  /** Comes back after `ms`, or as soon as the signal aborts; never throws. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Gives up: the wait, and the call under way. */
  readonly signal?: AbortSignal;
}

/** One round of calls that ask for the pod to be replaced, until one is accepted or no further one makes sense. */
export async function restartPod(
  client: Pick<KubeClient, "deletePod" | "evictPod">,
  action: "delete" | "evict",
  pod: PodRef,
  policy: RoundPolicy,
  { sleep, signal }: RoundDeps,
): Promise<RoundResult> {
  const options = signal ? { signal } : {};
  const call = (): Promise<CallResult> =>
    action === "delete" ? client.deletePod(pod, options) : client.evictPod(pod, options);
  for (let callsMade = 1; ; callsMade++) {
    if (signal?.aborted) return { t: "cancelled" };
    const step = nextStep(policy, callsMade, await call());
    if (step.t === "end") return step.result;
    await sleep(step.waitMs, signal);
  }
}
