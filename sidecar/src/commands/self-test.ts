import type { Environment } from "../environment.ts";
import { openPodApi } from "../io/pod/pod-api.ts";

/** The child that tries whether the pod may delete itself, and says so in one line of JSON. Not for people. */
export async function runSelfTest(env: Environment): Promise<void> {
  const api = openPodApi(
    env.pod,
    () => undefined,
    () => {},
  );
  const result = await api.tryDelete();
  const ok = result?.t === "ok";
  const message = ok
    ? "the pod may delete itself"
    : result === undefined
      ? (api.unavailable ?? "")
      : "message" in result
        ? result.message
        : "";
  process.stdout.write(`${JSON.stringify({ ok, message })}\n`);
}
