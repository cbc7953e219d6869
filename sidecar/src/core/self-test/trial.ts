import type { WatchdogConfig } from "@mount-monitor/contract";
import type { CallResult } from "../kube/call-result.ts";

/**
 * What one try has shown of whether the pod may restart itself.
 *
 * - `allowed`: the API server would have done it.
 * - `refused`: it would not, and will not until somebody changes something.
 * - `unclear`: it was not reached, or could not say.
 */
export interface Trial {
  readonly t: "allowed" | "refused" | "unclear";
  /** One sentence for people. */
  readonly message: string;
}

/** Calls that have to be allowed for a restart to work as configured; forcing is a deletion, whatever the action. */
export function callsToTry({ action, force }: Pick<WatchdogConfig, "action" | "force">): ("delete" | "evict")[] {
  if (action !== "delete" && action !== "evict") return [];
  return force && action === "evict" ? ["evict", "delete"] : [action];
}

export function readTrial(result: CallResult): Trial {
  switch (result.t) {
    case "ok":
      return { t: "allowed", message: "the pod may restart itself" };
    case "throttled":
      // A disruption budget without room says not now; that it was asked at all shows the permission.
      return { t: result.reason === "disruption-budget" ? "allowed" : "unclear", message: result.message };
    case "refused":
      return { t: result.reason === "server" ? "unclear" : "refused", message: result.message };
    case "gone":
      return { t: "refused", message: result.message };
    case "unreachable":
      return { t: "unclear", message: result.message };
  }
}

/** The line that the child prints which tries it; undefined where that is something else. */
export function parseTrial(line: string): Trial | undefined {
  try {
    const { t, message } = JSON.parse(line) as { t?: unknown; message?: unknown };
    return isKind(t) && typeof message === "string" ? { t, message } : undefined;
  } catch {
    return undefined;
  }
}

function isKind(value: unknown): value is Trial["t"] {
  return value === "allowed" || value === "refused" || value === "unclear";
}
