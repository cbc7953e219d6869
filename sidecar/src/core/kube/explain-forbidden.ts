import type { KubeRequest } from "./pod-request.ts";

/** `User "system:serviceaccount:media:plex" cannot delete resource "pods"`: the API server's own words for RBAC. */
const MISSING_PERMISSION = /User "([^"]+)" cannot \S+ resource /;

/** Whether a Role is missing, and for whom, or a policy is in the way. */
export function explainForbidden(
  { purpose, pod, verb, resource }: KubeRequest,
  text: string,
): { readonly reason: "permission" | "policy"; readonly message: string } {
  const user = MISSING_PERMISSION.exec(text)?.[1];
  if (user === undefined) {
    const message = `failed to ${purpose}: the API server refuses it (${text}); see which admission policy or webhook does`;
    return { reason: "policy", message };
  }
  const permission = `"${verb}" on "${resource}" in namespace ${pod.namespace}`;
  const message = `failed to ${purpose}: ${user} lacks the permission ${permission}; bind a Role that grants it`;
  return { reason: "permission", message };
}
