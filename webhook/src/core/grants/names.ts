import { ANNOTATION_PREFIX } from "@mount-monitor/contract";
import { hashOf } from "../hash.ts";

/** The marker permission: whoever has it in a namespace is held by the policy to the pod that its token is bound to. */
export const RESTART_SELF = { group: "mount-monitor.io", resource: "pods", verb: "restart-self" } as const;

/** Label of every Role and RoleBinding that is ours; what lacks it is somebody else's, whatever its name. */
export const GRANT_LABEL = `${ANNOTATION_PREFIX}grant`;
export const GRANT_LABEL_VALUE = "restart-self";

export const GRANT_NAME_PREFIX = "mount-monitor:";
/** The longest name that Kubernetes takes. */
export const GRANT_NAME_MAX = 253;
/** What is left of the name of an account where its hash has to fit in. */
export const GRANT_NAME_KEPT = GRANT_NAME_MAX - "-0123456789abcdef".length;

/** Name of the Role and the RoleBinding of one account: fixed, so that replicas need not agree on anything. */
export function grantName(account: string): string {
  const name = `${GRANT_NAME_PREFIX}${account}`;
  return name.length <= GRANT_NAME_MAX ? name : `${name.slice(0, GRANT_NAME_KEPT)}-${hashOf([account])}`;
}
