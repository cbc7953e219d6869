import { ANNOTATION_PREFIX } from "@mount-monitor/contract";
import { hashOf } from "../hash.ts";

/** The marker permission: whoever has it in a namespace is held by the policy to the pod that its token is bound to. */
export const RESTART_SELF = { group: "mount-monitor.io", resource: "pods", verb: "restart-self" } as const;

/** Label of every Role and RoleBinding that is ours; what lacks it is somebody else's, whatever its name. */
export const GRANT_LABEL = `${ANNOTATION_PREFIX}grant`;
export const GRANT_LABEL_VALUE = "restart-self";

const NAME_PREFIX = "mount-monitor:";
const MAX_NAME = 253;

/** Name of the Role and the RoleBinding of one account: fixed, so that replicas need not agree on anything. */
export function grantName(account: string): string {
  const name = `${NAME_PREFIX}${account}`;
  return name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - 17)}-${hashOf([account])}`;
}
