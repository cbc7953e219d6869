import type { PolicyRule } from "../grants/grant-role.ts";
import type { InstallNames } from "./install-names.ts";

export interface Role {
  readonly apiVersion: "rbac.authorization.k8s.io/v1";
  readonly kind: "Role";
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly rules: readonly PolicyRule[];
}

export interface RoleBinding {
  readonly apiVersion: "rbac.authorization.k8s.io/v1";
  readonly kind: "RoleBinding";
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly roleRef: { readonly apiGroup: string; readonly kind: "Role"; readonly name: string };
  readonly subjects: readonly [{ readonly kind: "ServiceAccount"; readonly name: string; readonly namespace: string }];
}

/** What the webhook's account may do in its own namespace. */
export function role({ namespace, account, secret }: InstallNames): Role {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "Role",
    metadata: { name: account, namespace },
    rules: [
      // Where its CA and the key of that are kept, and no other Secret. Creation can be limited to a name only where it is
      // done by server-side apply, which it is.
      {
        apiGroups: [""],
        resources: ["secrets"],
        resourceNames: [secret],
        verbs: ["get", "watch", "create", "patch"],
      },
    ],
  };
}

export function roleBinding({ namespace, account }: InstallNames): RoleBinding {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata: { name: account, namespace },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: account },
    subjects: [{ kind: "ServiceAccount", name: account, namespace }],
  };
}
