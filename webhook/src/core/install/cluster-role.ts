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

/** Rules with what they are for: for whoever reads the code, and the chart. */
export interface OwnRule {
  readonly why: string;
  /** `grants`: only where the webhook writes grants itself. `own-ca`: only where it makes its certificates itself. */
  readonly needed: "always" | "grants" | "own-ca";
  readonly rules: readonly [PolicyRule, ...PolicyRule[]];
}

/** What the webhook's account may do in the whole cluster. What it may write with that, the policy about it says. */
export function ownRules(names: InstallNames): readonly OwnRule[] {
  const ownConfiguration = {
    apiGroups: ["admissionregistration.k8s.io"],
    resources: ["mutatingwebhookconfigurations"],
    resourceNames: [names.webhookConfiguration],
  } as const;
  return [
    {
      why: "What decisions take into account: settings of a Namespace; versions of kubelets; limits that our containers have to fit into; volumes that two pods cannot share; restarts that count against the budget of a new pod; and pods: those that were injected, to see who needs a grant, and those that should have been, to tell of them. Followed from memory, so there is no get.",
      needed: "always",
      rules: [
        {
          apiGroups: [""],
          resources: [
            "namespaces",
            "nodes",
            "limitranges",
            "resourcequotas",
            "persistentvolumeclaims",
            "events",
            "pods",
          ],
          verbs: FOLLOW,
        },
      ],
    },
    {
      why: "It tells of pods that do not start or do not go, by an event on the pod.",
      needed: "always",
      rules: [WRITE_EVENTS],
    },
    {
      why: "It is ready only when the API server trusts the certificate that it serves with.",
      needed: "always",
      rules: [{ ...ownConfiguration, verbs: ["get", "watch"] }],
    },
    {
      why: "The API server has to trust the CA of the moment: caBundle of its own configuration, and no more than that.",
      needed: "own-ca",
      rules: [{ ...ownConfiguration, verbs: ["patch"] }],
    },
    {
      why: "Grants are one Role and one RoleBinding for each service account with injected pods, in any namespace.",
      needed: "grants",
      rules: [
        {
          apiGroups: ["rbac.authorization.k8s.io"],
          resources: ["roles", "rolebindings"],
          verbs: ["get", "list", "watch", "create", "update", "patch", "delete"],
        },
      ],
    },
    {
      why: "What is handed out has to be held: Kubernetes lets nobody grant what they do not hold; events are held already. The restart policy keeps the account from using the first two itself.",
      needed: "grants",
      rules: [DELETE_PODS, EVICT_PODS, MARKER],
    },
    {
      why: "No policy, no grant: it has to see both, and when they go.",
      needed: "grants",
      rules: [
        {
          apiGroups: ["admissionregistration.k8s.io"],
          resources: ["validatingadmissionpolicies", "validatingadmissionpolicybindings"],
          resourceNames: [names.restartPolicy, names.ownPolicy],
          verbs: ["get", ...FOLLOW],
        },
      ],
    },
    {
      why: "An account that may restart any pod without a grant gets none, which takes asking. Nothing is written by that.",
      needed: "grants",
      rules: [{ apiGroups: ["authorization.k8s.io"], resources: ["subjectaccessreviews"], verbs: ["create"] }],
    },
    {
      why: "The owner of the grants, for its UID.",
      needed: "grants",
      rules: [
        {
          apiGroups: ["rbac.authorization.k8s.io"],
          resources: ["clusterroles"],
          resourceNames: [names.clusterRole],
          verbs: ["get"],
        },
      ],
    },
  ];
}

export function clusterRole(names: InstallNames): ClusterRole {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: names.clusterRole },
    rules: ownRules(names).flatMap(({ rules }) => rules),
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
