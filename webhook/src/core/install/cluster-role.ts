import { DELETE_PODS, EVICT_PODS, MARKER, type PolicyRule, WRITE_EVENTS } from "../grants/grant-role.ts";
import type { InstallNames } from "./install-names.ts";

export interface ClusterRole {
  readonly apiVersion: "rbac.authorization.k8s.io/v1";
  readonly kind: "ClusterRole";
  readonly metadata: { readonly name: string };
  readonly rules: readonly PolicyRule[];
}

export interface ClusterRoleBinding {
  readonly apiVersion: "rbac.authorization.k8s.io/v1";
  readonly kind: "ClusterRoleBinding";
  readonly metadata: { readonly name: string };
  readonly roleRef: { readonly apiGroup: string; readonly kind: "ClusterRole"; readonly name: string };
  readonly subjects: readonly [{ readonly kind: "ServiceAccount"; readonly name: string; readonly namespace: string }];
}

const FOLLOW = ["list", "watch"] as const;

/** What the webhook's account may do in the whole cluster. What it may write with that, the policy about it says. */
export function clusterRole(names: InstallNames): ClusterRole {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: names.clusterRole },
    rules: [
      // What decisions take into account: settings of a Namespace; versions of kubelets; limits that our containers have
      // to fit into; volumes that two pods cannot share; restarts that count against the budget of a new pod; and pods
      // that were injected, to see who needs a grant. Followed from memory, so there is no get.
      {
        apiGroups: [""],
        resources: ["namespaces", "nodes", "limitranges", "resourcequotas", "persistentvolumeclaims", "events", "pods"],
        verbs: FOLLOW,
      },
      // Grants are one Role and one RoleBinding for each service account with injected pods, in any namespace.
      {
        apiGroups: ["rbac.authorization.k8s.io"],
        resources: ["roles", "rolebindings"],
        verbs: ["get", "list", "watch", "create", "update", "patch", "delete"],
      },
      // What is handed out has to be held: Kubernetes lets nobody grant what they do not hold. The restart policy
      // keeps the account from using the first two itself.
      DELETE_PODS,
      EVICT_PODS,
      MARKER,
      WRITE_EVENTS,
      // No policy, no grant: it has to see both, and when they go.
      {
        apiGroups: ["admissionregistration.k8s.io"],
        resources: ["validatingadmissionpolicies", "validatingadmissionpolicybindings"],
        resourceNames: [names.restartPolicy, names.ownPolicy],
        verbs: ["get", ...FOLLOW],
      },
      // The owner of the grants, for its UID.
      {
        apiGroups: ["rbac.authorization.k8s.io"],
        resources: ["clusterroles"],
        resourceNames: [names.clusterRole],
        verbs: ["get"],
      },
      // The API server has to trust the CA of the moment: caBundle of its own configuration, and no more than that.
      {
        apiGroups: ["admissionregistration.k8s.io"],
        resources: ["mutatingwebhookconfigurations"],
        resourceNames: [names.webhookConfiguration],
        verbs: ["get", "watch", "patch"],
      },
    ],
  };
}

export function clusterRoleBinding({ clusterRole, account, namespace }: InstallNames): ClusterRoleBinding {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: clusterRole },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: clusterRole },
    subjects: [{ kind: "ServiceAccount", name: account, namespace }],
  };
}
