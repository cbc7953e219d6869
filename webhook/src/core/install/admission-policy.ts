/** The part of a ValidatingAdmissionPolicy that we make use of. */
export interface AdmissionPolicy {
  readonly apiVersion: "admissionregistration.k8s.io/v1";
  readonly kind: "ValidatingAdmissionPolicy";
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly failurePolicy: "Fail";
    readonly matchConstraints: { readonly resourceRules: readonly MatchedResources[] };
    readonly matchConditions: readonly Expression[];
    readonly variables: readonly Expression[];
    readonly validations: readonly Validation[];
  };
}

export interface AdmissionPolicyBinding {
  readonly apiVersion: "admissionregistration.k8s.io/v1";
  readonly kind: "ValidatingAdmissionPolicyBinding";
  readonly metadata: { readonly name: string };
  readonly spec: { readonly policyName: string; readonly validationActions: readonly ["Deny"] };
}

export interface MatchedResources {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly operations: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** In CEL, of the version that Kubernetes 1.30 has. */
export interface Expression {
  readonly name: string;
  readonly expression: string;
}

/** What must hold, and what the server says where it does not. */
export interface Validation {
  readonly expression: string;
  /** In CEL as well: the sentence names who wanted what. */
  readonly messageExpression: string;
}

/** `Fail`: where an expression cannot be evaluated, what it guards is refused. */
export function admissionPolicy(name: string, spec: Omit<AdmissionPolicy["spec"], "failurePolicy">): AdmissionPolicy {
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicy",
    metadata: { name },
    spec: { failurePolicy: "Fail", ...spec },
  };
}

/** Puts the policy of that name in force, everywhere. Without it the policy does nothing. */
export function admissionPolicyBinding(name: string): AdmissionPolicyBinding {
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name },
    spec: { policyName: name, validationActions: ["Deny"] },
  };
}
