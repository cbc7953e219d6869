import type { CallResult } from "./call-result.ts";
import type { KubeRequest } from "./pod-request.ts";
import { readStatus, type StatusAnswer } from "./read-status.ts";
import { explainForbidden } from "./explain-forbidden.ts";

/** An answer as it came over the wire. */
export interface KubeAnswer {
  readonly status: number;
  /** The header; Kubernetes sends whole seconds. */
  readonly retryAfter?: string;
  readonly body: string;
}

/** No server can put us off for longer than this. */
const RETRY_AFTER_MAX_MS = 600_000;

/** What an answer means for the call that it is for. */
export function classifyAnswer(request: KubeRequest, answer: KubeAnswer): CallResult {
  const said = readStatus(answer.body);
  const failed = (why: string): string => `failed to ${request.purpose}: ${why}`;
  const accepted = answer.status >= 200 && answer.status < 300;
  if (accepted && !said.isObject) {
    const message = failed("the answer is not from a Kubernetes API server; check KUBERNETES_SERVICE_HOST and _PORT");
    return { t: "unreachable", reason: "answer", message };
  }
  if (accepted && !said.failure) return { t: "ok", status: answer.status };
  const status = accepted ? (said.code ?? 500) : answer.status;
  const text = said.message || `status ${status} without a message`;
  if (isGone(status, said)) return { t: "gone", message: `${request.purpose}: not needed any more: ${text}` };
  // Eviction and events are creations, which such a namespace refuses; deletion it does not.
  if (status === 403 && said.namespaceEnds) {
    return {
      t: "gone",
      message: `${request.purpose}: not needed any more: the namespace is being deleted, all pods with it`,
    };
  }
  // An event that is told again: it is there, which is all that was wanted.
  if (status === 409 && said.reason === "AlreadyExists" && request.resource === "events") return { t: "ok", status };
  const refused = { t: "refused", status } as const;
  switch (status) {
    case 401: {
      // Those of a pod end with it, so whoever asks for a pod that is gone hears this more often than a 404.
      const message = failed(
        `the API server does not accept the token (${text}); see that the pod is still there, and that it has a current one`,
      );
      return { ...refused, reason: "token", retryable: true, message };
    }
    case 403:
    case 422:
      return { ...refused, retryable: false, ...explainForbidden(request, text) };
    case 429:
      return throttled(answer, said, text, failed);
    case 408:
    case 409:
      return { ...refused, reason: "server", retryable: true, message: failed(`${text}; it will be tried again`) };
  }
  if (status < 500) {
    const message = failed(`the API server answers ${status} (${text}); check KUBERNETES_SERVICE_HOST and its version`);
    return { ...refused, reason: "request", retryable: false, message };
  }
  if (/more than one PodDisruptionBudget/i.test(text)) {
    const message = failed("more than one PodDisruptionBudget selects this pod; leave only one, or choose delete");
    return { ...refused, reason: "disruption-budget", retryable: false, message };
  }
  const message = failed(`the API server has a fault (${status}: ${text}); it will be tried again`);
  return { ...refused, reason: "server", retryable: true, message };
}

/**
 * A 404 counts only for a pod, and only as an object of Kubernetes: a proxy that knows no such path says 404 as well.
 * A 409 counts only when it is about the UID; others (a budget that changed meanwhile) may go the next time.
 */
function isGone(status: number, said: StatusAnswer): boolean {
  if (status === 404) return said.reason === "NotFound" && said.kind === "pods";
  return status === 409 && /precondition/i.test(said.message) && /\bUID\b/i.test(said.message);
}

function throttled(answer: KubeAnswer, said: StatusAnswer, text: string, failed: (why: string) => string): CallResult {
  const retryAfterMs = retryAfterMsOf(answer.retryAfter) ?? retryAfterMsOf(said.retryAfterSeconds);
  const budget = said.budget !== undefined || /disruption budget/i.test(said.message);
  const why = budget
    ? `its PodDisruptionBudget has no room (${said.budget || text}); give it some, or set unhealthyPodEvictionPolicy: AlwaysAllow`
    : `the API server is busy (${text}); it will be tried again`;
  return {
    t: "throttled",
    reason: budget ? "disruption-budget" : "busy",
    message: failed(why),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

function retryAfterMsOf(seconds: string | number | undefined): number | undefined {
  if (typeof seconds === "string" && !/^\d+$/.test(seconds)) return undefined;
  const ms = Number(seconds) * 1000;
  return ms > 0 ? Math.min(ms, RETRY_AFTER_MAX_MS) : undefined;
}
