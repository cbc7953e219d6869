import type { GrantsStatus } from "@mount-monitor/contract";
import { family, type Kind, type Sample } from "./exposition.ts";

/** What monitors are allowed to do; no series where somebody else sees to that. */
export function grantFamilies(grants: GrantsStatus | undefined): string[] {
  const one = (name: string, kind: Kind, help: string, value: (status: GrantsStatus) => number) => {
    const samples: Sample[] = grants?.mode === "managed" ? [[{}, value(grants)]] : [];
    return family(`grants_${name}`, kind, help, samples);
  };
  return [
    one("policy_in_force", "gauge", "Whether the policy holds monitors to their own pods.", ({ policy }) =>
      policy.inForce ? 1 : 0,
    ),
    one("accounts", "gauge", "Service accounts whose pods need a grant.", ({ accounts }) => accounts),
    one("pods", "gauge", "Pods that need a grant.", ({ pods }) => pods),
    one("pending_accounts", "gauge", "Service accounts that lack something they need.", ({ pending }) => pending),
    one("foreign_objects", "gauge", "Roles and RoleBindings of others in the way.", ({ foreign }) => foreign.length),
    one("writes_total", "counter", "Roles and RoleBindings that were written or removed.", ({ writes }) => writes),
    one("revocations_total", "counter", "Grants taken back for want of the policy.", ({ revocations }) => revocations),
    one("failures_total", "counter", "Tries that failed.", ({ failures }) => failures),
  ];
}
