import type { Action } from "./api-request.ts";
import type { RequestFailure } from "./failure.ts";
import { type Answer, failure, notFound, uidConflict, unauthorized } from "./status.ts";

type AnsweredFailure = Exclude<
  RequestFailure,
  "hang-after-request" | "lost-answer" | "hang-after-headers" | "drip" | "cut-off"
>;

/** The answers that are wrong, or that nobody likes to get, in the words of a real API server. */
export function failingAnswer(kind: AnsweredFailure, action: Action): Answer {
  const name = action.t === "event" ? "event" : action.name;
  switch (kind) {
    case "oversized":
      return { status: 200, body: { kind: "Status", apiVersion: "v1", message: "x".repeat(2 * 1024 * 1024) } };
    case "not-json":
      return { status: 200, headers: { "content-type": "text/html" }, body: "<html>Welcome to nginx!</html>" };
    case "unauthorized":
    case "rotate-token":
      return unauthorized();
    case "forbidden":
      return failure(403, "Forbidden", forbiddenMessage(action, name), { name });
    case "denied": {
      const policy = "ValidatingAdmissionPolicy 'restart-self' with binding 'restart-self' denied request";
      return failure(422, "Invalid", `pods "${name}" is forbidden: ${policy}: only the own pod may be deleted`, {
        name,
      });
    }
    case "not-found":
      return notFound(name);
    case "conflict":
      return uidConflict(name, "asked-for", "another");
    case "disruption-budget": {
      const message = "Cannot evict pod as it would violate the pod's disruption budget.";
      const cause = "The disruption budget plex needs 1 healthy pods and has 1 currently";
      return failure(429, "TooManyRequests", message, { causes: [{ reason: "DisruptionBudget", message: cause }] });
    }
    case "busy": {
      const headers = { "content-type": "text/plain", "retry-after": "1" };
      return { status: 429, headers, body: "Too many requests, please try again later." };
    }
    case "two-budgets": {
      const what = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.";
      return failure(500, "", what);
    }
    case "server-error":
      return failure(500, "InternalError", "Internal error occurred: etcdserver: no leader");
  }
}

function forbiddenMessage(action: Action, name: string): string {
  const [verb, resource] = {
    delete: ["delete", "pods"],
    evict: ["create", "pods/eviction"],
    event: ["create", "events"],
  }[action.t];
  const user = `system:serviceaccount:${action.namespace}:default`;
  return `${resource?.split("/")[0]} "${name}" is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "" in the namespace "${action.namespace}"`;
}
