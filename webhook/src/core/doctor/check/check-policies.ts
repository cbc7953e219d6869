import type { ClusterPicture } from "../cluster-picture.ts";
import { differences } from "../differences.ts";
import type { PolicyBindingFacts, PolicyFacts } from "../facts/policy-facts.ts";
import { type Finding, found, notChecked, subjectOf } from "../finding.ts";
import { orElse } from "../../live/known.ts";
import type { OurPolicy } from "../our-policies.ts";

const KIND = "ValidatingAdmissionPolicy";

/** The policies with their bindings, as they stand and as the replicas find them. */
export function checkPolicies(
  picture: ClusterPicture,
  ours: readonly OurPolicy[],
): {
  readonly findings: readonly Finding[];
  /** Each monitor is held to its own pod, so far as is known. */
  readonly inForce: boolean;
} {
  const { policies, policyBindings, installations } = picture;
  if (policies.t === "unknown") return { findings: [], inForce: true };
  const [restart = [], ...others] = ours.map((policy) => {
    const seen = checkPolicy(policy, policies.value, policyBindings);
    const said = policy === ours[0] ? whatReplicasSay(picture, policy.name) : [];
    const contradicted = said.some(({ severity }) => severity === "problem");
    return [...(contradicted ? seen.filter(({ severity }) => severity !== "ok") : seen), ...said];
  });
  const all = [restart, ...others].flat();
  // Who grants by hand may well do without; and where nothing is installed, it is no news that they are missing too.
  const dispensable = isManual(picture) || (installations.t === "known" && installations.value.length === 0);
  const findings = dispensable ? all.filter(({ code }) => code !== "policy-missing") : all;
  return { findings, inForce: !restart.some(({ severity }) => severity === "problem") };
}

function isManual({ replicas }: ClusterPicture): boolean {
  const modes = orElse(replicas, []).flatMap(({ status }) => (status.t === "known" ? [status.value.grants?.mode] : []));
  return modes.length > 0 && modes.every((mode) => mode === "manual");
}

function checkPolicy(
  { name, purpose, spec }: OurPolicy,
  policies: readonly PolicyFacts[],
  bindings: ClusterPicture["policyBindings"],
): readonly Finding[] {
  const policy =
    policies.find((candidate) => candidate.name === name) ??
    policies.find((candidate) => differences(spec, candidate.spec).length === 0);
  if (policy === undefined) {
    return [found("policy-missing", subjectOf(KIND, name), `the policy that ${purpose} is missing`)];
  }
  const subject = subjectOf(KIND, policy.name);
  // What it lets through is said in its own words.
  const [differing] = differences(spec, { ...policy.spec, failurePolicy: spec["failurePolicy"] });
  const findings = [
    ...(policy.failurePolicy === "Fail"
      ? []
      : [found("policy-fails-open", subject, `its failurePolicy is ${policy.failurePolicy}`)]),
    ...(bindings.t === "known" ? checkBindings(policy.name, bindings.value) : []),
    ...(differing === undefined ? [] : [found("policy-differs", subject, `${differing} differs from ours`)]),
    ...policy.typeWarnings.map((warning) => found("policy-type-warnings", subject, warning)),
  ];
  if (findings.length > 0 || bindings.t === "unknown") return findings;
  return [found("policy-in-place", subject, `it ${purpose}, and its binding refuses`)];
}

function checkBindings(policy: string, all: readonly PolicyBindingFacts[]): readonly Finding[] {
  const subject = subjectOf(KIND, policy);
  const bindings = all.filter((binding) => binding.policy === policy);
  if (bindings.length === 0) return [found("policy-binding-missing", subject, "it has no binding, so it does nothing")];
  if (bindings.some(({ actions, narrowed }) => actions.includes("Deny") && !narrowed)) return [];
  return bindings.map(({ name, actions, narrowed }) => {
    const sentence =
      narrowed && actions.includes("Deny")
        ? `its binding ${name} has matchResources, so it does not hold everywhere`
        : `its binding ${name} does not refuse: its validationActions are ${actions.join(", ") || "none"}`;
    return found("policy-does-not-deny", subject, sentence);
  });
}

/** They try it out, which says more than any look at the objects. */
function whatReplicasSay({ replicas }: ClusterPicture, policy: string): readonly Finding[] {
  return orElse(replicas, []).flatMap(({ namespace, name, status }) => {
    const grants = status.t === "known" ? status.value.grants : undefined;
    if (grants === undefined || grants.mode === "manual" || grants.inForce) return [];
    if (!grants.known) {
      // Without a pod to try it with nobody can know, and nobody needs to.
      return grants.pods === 0
        ? []
        : [notChecked(subjectOf(KIND, policy), `whether pod ${namespace}/${name} finds it in force`, grants.why ?? "")];
    }
    const why = grants.why === undefined ? "" : `: ${grants.why}`;
    return [
      found("policy-not-in-force", subjectOf(KIND, policy), `pod ${namespace}/${name} finds it not in force${why}`),
    ];
  });
}
