import type { InstallNames } from "../install/install-names.ts";
import { ownAccountPolicy } from "../install/own-account-policy.ts";
import { restartSelfPolicy } from "../install/restart-self-policy.ts";
import type { RawObject } from "../raw-object.ts";

/** A policy as an installation of this version has it. */
export interface OurPolicy {
  readonly name: string;
  /** What it is for, after "the policy that". */
  readonly purpose: string;
  readonly spec: RawObject;
}

/** The one about monitors first. */
export function ourPolicies(names: InstallNames): readonly [restart: OurPolicy, own: OurPolicy] {
  const restart = restartSelfPolicy(names);
  const own = ownAccountPolicy(names);
  return [
    { name: restart.metadata.name, purpose: "holds each monitor to its own pod", spec: { ...restart.spec } },
    { name: own.metadata.name, purpose: "limits what the webhook's own account may write", spec: { ...own.spec } },
  ];
}
