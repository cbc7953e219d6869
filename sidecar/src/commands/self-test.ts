import { readTrial, type Trial } from "../core/self-test/trial.ts";
import type { Environment } from "../environment.ts";
import { openPodApi } from "../io/pod/pod-api.ts";

/** One name for all events of a pod that say this, so that it is said once. */
const OCCASION = "self-test";

/**
 * The child that tries whether the pod may restart itself, and says so in one line of JSON. Not for people; but told to,
 * it also writes a no as an event of the pod, since it has loaded TLS and the monitor has not.
 */
export async function runSelfTest(words: readonly string[], env: Environment): Promise<void> {
  const api = openPodApi(
    env.pod,
    () => undefined,
    () => {},
  );
  let trial: Trial | undefined;
  for (const action of ["evict", "delete"] as const) {
    if (!words.includes(action) || (trial && trial.t !== "allowed")) continue;
    const result = await api.tryRestart(action);
    const next: Trial = result ? readTrial(result) : { t: "refused", message: api.unavailable ?? "" };
    if (!trial || next.t !== "allowed") trial = next;
  }
  if (words.includes("tell") && trial?.t === "refused") {
    const written = api.tell("RestartBlocked", "Warning", `a restart would fail: ${trial.message}`, OCCASION);
    await api.idle();
    await written;
  }
  process.stdout.write(`${JSON.stringify(trial)}\n`);
}
