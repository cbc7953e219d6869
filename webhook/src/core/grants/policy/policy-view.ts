import type { GrantTiming } from "../timing.ts";
import type { KnownPolicy } from "./known-policy.ts";

/** A policy or its binding, as the watch has it. */
export type Sighting =
  /** It is not known what stands there now. */
  { readonly t: "unknown"; readonly why: string } | { readonly t: "absent" } | ({ readonly t: "held" } & KnownPolicy);

/** What a dry-run deletion of a pod by our own account, which the policy has to refuse, brought. */
export type ProbeOutcome =
  /** By this very policy. */
  | { readonly t: "refused" }
  | { readonly t: "let-through" }
  /** Something else happened, which says nothing about the policy. */
  | { readonly t: "no-word"; readonly why: string };

/** What is known about policy and binding, and about whether they do anything. */
export interface PolicyView {
  readonly policy: Sighting;
  readonly binding: Sighting;
  readonly proof: Proof;
  /** Tries in a row that brought no word. */
  readonly silence: { readonly tries: number; readonly lastMs: number; readonly why: string } | undefined;
}

/** Of what stands there now, by its versions: what stood there before has proven nothing. */
type Proof = { readonly version: string } & (
  | { readonly t: "none" }
  | { readonly t: "gathering"; readonly refusals: number; readonly firstMs: number; readonly lastMs: number }
  /** `renew`: it may have been gone for a while that nobody saw. */
  | { readonly t: "held"; readonly sinceMs: number; readonly lastMs: number; readonly renew: boolean }
  | { readonly t: "refuted"; readonly times: number; readonly lastMs: number }
);

export const NOTHING_KNOWN: PolicyView = {
  policy: { t: "unknown", why: "the policy was not looked at yet" },
  binding: { t: "unknown", why: "the binding of the policy was not looked at yet" },
  proof: { t: "none", version: "" },
  silence: undefined,
};

export function notePolicies(before: PolicyView, policy: Sighting, binding: Sighting): PolicyView {
  const { proof } = before;
  const view = { ...before, policy, binding };
  const version = versionOf(view);
  if (version !== undefined && version === proof.version) return view;
  if (version !== undefined || policy.t === "absent" || binding.t === "absent")
    return { ...view, proof: { t: "none", version: version ?? "" }, silence: undefined };
  return proof.t === "held" ? { ...view, proof: { ...proof, renew: true } } : view;
}

/** What was tried while something else stood there is forgotten. */
export function noteProbe(
  before: PolicyView,
  version: string,
  outcome: ProbeOutcome,
  nowMs: number,
  timing: GrantTiming,
) {
  const { proof, silence } = before;
  if (version !== versionOf(before)) return before;
  const heard = { ...before, silence: undefined };
  switch (outcome.t) {
    case "refused":
      return { ...heard, proof: refusedOnceMore(proof, nowMs, timing) };
    case "let-through": {
      const times = proof.t === "refuted" ? proof.times + 1 : 1;
      return { ...heard, proof: { t: "refuted", version, times, lastMs: nowMs } } satisfies PolicyView;
    }
    case "no-word":
      return { ...before, silence: { tries: (silence?.tries ?? 0) + 1, lastMs: nowMs, why: outcome.why } };
  }
}

function refusedOnceMore(proof: Proof, nowMs: number, { proofs, proofSpanMs }: GrantTiming): Proof {
  const { version } = proof;
  if (proof.t === "held") return { ...proof, lastMs: nowMs, renew: false };
  const firstMs = proof.t === "gathering" ? proof.firstMs : nowMs;
  const refusals = proof.t === "gathering" ? proof.refusals + 1 : 1;
  return refusals >= proofs && nowMs - firstMs >= proofSpanMs
    ? { t: "held", version, sinceMs: nowMs, lastMs: nowMs, renew: false }
    : { t: "gathering", version, refusals, firstMs, lastMs: nowMs };
}

/** What stands there now; undefined while that is not both of them, as they should be. */
export function versionOf({ policy, binding }: Pick<PolicyView, "policy" | "binding">): string | undefined {
  if (policy.t !== "held" || binding.t !== "held") return undefined;
  if (policy.flaw !== undefined || binding.flaw !== undefined) return undefined;
  return `${policy.version} ${binding.version}`;
}
