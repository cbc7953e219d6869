import type { InjectedPod } from "../../pods/injected-pod.ts";
import type { Known } from "../../live/known.ts";
import type { PodFacts } from "../../live/pod-facts.ts";
import { isGranted, type RoleBindingFacts, type RoleFacts } from "./grant-facts.ts";

/** What a monitor has to be allowed to do to its own pod. */
export interface RestartRight {
  readonly namespace: string;
  readonly account: string;
  readonly pod: string;
  readonly verb: "delete" | "evict";
}

/** May it? As the API server says; without its policies, which are looked at apart. */
export interface AccessFacts extends RestartRight {
  readonly allowed: Known<boolean>;
}

/** Of all pods that are to replace themselves. */
export function rightsNeeded(pods: readonly PodFacts[]): readonly RestartRight[] {
  return pods.flatMap(({ injected, finished, deletionTimestamp }) =>
    injected === undefined || finished || deletionTimestamp !== undefined ? [] : rightsOf(injected),
  );
}

export function rightsOf({ namespace, account, name, action, force }: InjectedPod): readonly RestartRight[] {
  const verbs: RestartRight["verb"][] = [];
  if (action === "delete" || (force && action === "evict")) verbs.push("delete");
  if (action === "evict") verbs.push("evict");
  return verbs.map((verb) => ({ namespace, account, pod: name, verb }));
}

/** Those that Roles of ours do not answer already. */
export function rightsToAsk(
  needed: readonly RestartRight[],
  roles: readonly RoleFacts[],
  bindings: readonly RoleBindingFacts[],
): readonly RestartRight[] {
  return needed.filter((right) => !isGranted(roles, bindings, right));
}

/** The body of a SubjectAccessReview; without a name it asks about every pod of the namespace. */
export function accessReview({ namespace, account, verb, pod }: Omit<RestartRight, "pod"> & { pod?: string }) {
  return {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SubjectAccessReview",
    spec: {
      user: `system:serviceaccount:${namespace}:${account}`,
      groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
      resourceAttributes: {
        namespace,
        resource: "pods",
        ...(verb === "delete" ? { verb: "delete" } : { verb: "create", subresource: "eviction" }),
        ...(pod === undefined ? {} : { name: pod }),
      },
    },
  };
}
