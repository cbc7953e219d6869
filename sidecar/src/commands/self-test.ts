import type { CallResult } from "../core/kube/call-result.ts";
import type { Environment } from "../environment.ts";
import { openPodApi } from "../io/pod/pod-api.ts";

/** The child that tries whether the pod may restart itself, and says so in one line of JSON. Not for people. */
export async function runSelfTest(action: string | undefined, env: Environment): Promise<void> {
  const api = openPodApi(
    env.pod,
    () => undefined,
    () => {},
  );
  const result = await api.tryRestart(action === "evict" ? "evict" : "delete");
  process.stdout.write(`${JSON.stringify(verdict(result, api.unavailable ?? ""))}\n`);
}

function verdict(result: CallResult | undefined, unavailable: string): { ok: boolean; message: string } {
  switch (result?.t) {
    case undefined:
      return { ok: false, message: unavailable };
    case "ok":
      return { ok: true, message: "the pod may restart itself" };
    case "throttled":
      // A disruption budget without room says not now; that it was asked at all shows the permission.
      return { ok: result.reason === "disruption-budget", message: result.message };
    case "gone":
    case "refused":
    case "unreachable":
      return { ok: false, message: result.message };
  }
}
