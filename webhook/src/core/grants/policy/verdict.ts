import type { GrantTiming } from "../timing.ts";
import type { PolicyView, Sighting } from "./policy-view.ts";

/** Whether restart permissions may be handed out. */
export type PolicyVerdict =
  | { readonly t: "in-force" }
  /** Nothing is given; what was given stays, for it may have been given with good reason. */
  | { readonly t: "unknown"; readonly why: string }
  /** What was given is taken back. */
  | { readonly t: "missing"; readonly why: string };

/** `name` is that of the policy and of its binding. */
export function verdictOf(view: PolicyView, name: string, nowMs: number, timing: GrantTiming): PolicyVerdict {
  const { policy, binding, proof, silence } = view;
  const lack = lackOf("ValidatingAdmissionPolicy", policy) ?? lackOf("ValidatingAdmissionPolicyBinding", binding);
  if (lack !== undefined)
    return { t: "missing", why: `${lack.kind} ${name} ${lack.what}; install it again, as it comes with the webhook` };
  const unknown = [policy, binding].find((one) => one.t === "unknown");
  if (unknown !== undefined) return unknown;
  switch (proof.t) {
    case "refuted":
      return {
        t: "missing",
        why: `ValidatingAdmissionPolicy ${name} is there, but the API server let a deletion through that it has to refuse; a new policy takes seconds, else compare it with the one that comes with the webhook`,
      };
    case "held":
      if (!proof.renew && nowMs - proof.lastMs <= timing.proofAgeMs) return { t: "in-force" };
      return { t: "unknown", why: silence?.why ?? "whether the policy is still in force is being tried" };
    case "none":
    case "gathering":
      return { t: "unknown", why: silence?.why ?? NOT_TRIED };
  }
}

const NOT_TRIED = "whether the policy is in force is being tried, which takes seconds, and a pod with a monitor";

function lackOf(kind: string, sighting: Sighting): { readonly kind: string; readonly what: string } | undefined {
  switch (sighting.t) {
    case "unknown":
      return undefined;
    case "absent":
      return { kind, what: "is missing" };
    case "held":
      return sighting.flaw === undefined ? undefined : { kind, what: sighting.flaw };
  }
}
