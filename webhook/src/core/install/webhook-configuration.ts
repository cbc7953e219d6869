import { ANNOTATION_PREFIX, annotationKey } from "@mount-monitor/contract";
import { WORKLOAD_KINDS, type WorkloadKind } from "../workload/pod-of-template.ts";
import type { InstallNames } from "./install-names.ts";

/** Where the API server finds the webhook; what to ask there is added. */
export type ClientConfig =
  | { readonly service: { readonly namespace: string; readonly name: string; readonly port: number } }
  /** Without a path, such as `https://127.0.0.1:8443`: for a webhook outside the cluster. */
  | { readonly url: string };

/** What our own pods, and the objects of an installation, carry. Never the namespace: people install into `default`. */
export const OWN_LABEL = { "app.kubernetes.io/name": "mount-monitor" } as const;

export const PODS_WEBHOOK = "pods.mount-monitor.io";
export const WORKLOADS_WEBHOOK = "workloads.mount-monitor.io";

interface MatchCondition {
  readonly name: string;
  readonly expression: string;
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly operations: ReadonlyArray<"CREATE" | "UPDATE">;
  readonly resources: readonly string[];
  readonly scope: "Namespaced";
}

/** Without `?` every pod that has no annotations at all would be refused. */
const ANNOTATIONS = "object.metadata.?annotations.orValue({})";
const OLD_ANNOTATIONS = "oldObject.?metadata.?annotations.orValue({})";

const POD_CONDITIONS: readonly MatchCondition[] = [
  { name: "opted-in", expression: `'${annotationKey("paths")}' in ${ANNOTATIONS}` },
  // A mirror pod may not have a volume with a token, and only its node can change it.
  { name: "not-a-mirror", expression: `!('kubernetes.io/config.mirror' in ${ANNOTATIONS})` },
];

/**
 * While the webhook is down, what meets these is refused. So they leave out everything that the webhook would not
 * change: scaling, labels, status, an apply without a change, and the removal of finalizers, without which a deletion
 * in the foreground would never end.
 */
const WORKLOAD_CONDITIONS: readonly MatchCondition[] = [
  { name: "not-being-deleted", expression: "!has(object.metadata.deletionTimestamp)" },
  {
    name: "has-annotations",
    // The old ones too: copies have to go when the last annotation does.
    expression: `[${[
      ANNOTATIONS,
      OLD_ANNOTATIONS,
      "object.spec.?template.?metadata.?annotations.orValue({})",
      "object.spec.?jobTemplate.?spec.?template.?metadata.?annotations.orValue({})",
    ].join(", ")}].exists(a, a.exists(k, k.startsWith('${ANNOTATION_PREFIX}')))`,
  },
  {
    name: "changed",
    expression: [
      "oldObject == null",
      // Ours alone: client-side apply, Helm and the controllers write others whenever they do anything at all.
      `[[${ANNOTATIONS}, ${OLD_ANNOTATIONS}], [${OLD_ANNOTATIONS}, ${ANNOTATIONS}]].exists(p, p[0].exists(k, ` +
        `k.startsWith('${ANNOTATION_PREFIX}') && (!(k in p[1]) || p[1][k] != p[0][k])))`,
      "object.spec.?template != oldObject.spec.?template",
      "object.spec.?jobTemplate != oldObject.spec.?jobTemplate",
    ].join(" || "),
  },
];

const POD_RULES: readonly Rule[] = [
  { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"], scope: "Namespaced" },
];

const WORKLOAD_RULES: readonly Rule[] = ["apps", "batch"].map((group) => ({
  apiGroups: [group],
  apiVersions: ["v1"],
  operations: ["CREATE", "UPDATE"],
  resources: WORKLOAD_KINDS.filter((kind) => groupOf(kind) === group).map((kind) => `${kind.toLowerCase()}s`),
  scope: "Namespaced",
}));

/**
 * When the API server asks us. There is no `caBundle`, on purpose: it has another owner (the webhook itself, or
 * cert-manager), and whoever applies this must not take it away.
 */
export function webhookConfiguration(names: InstallNames, clientConfig: ClientConfig) {
  const shared = (path: string) => ({
    admissionReviewVersions: ["v1"],
    clientConfig: withPath(clientConfig, path),
    failurePolicy: "Fail",
    matchPolicy: "Equivalent",
    // Another injector after us may have changed what was decided by.
    reinvocationPolicy: "IfNeeded",
    sideEffects: "None",
    timeoutSeconds: 5,
    namespaceSelector: { matchExpressions: [noneOf("kubernetes.io/metadata.name", "kube-system")] },
    objectSelector: { matchExpressions: Object.entries(OWN_LABEL).map(([key, value]) => noneOf(key, value)) },
  });
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "MutatingWebhookConfiguration",
    metadata: { name: names.webhookConfiguration, labels: OWN_LABEL },
    webhooks: [
      { name: PODS_WEBHOOK, ...shared("/mutate/pods"), rules: POD_RULES, matchConditions: POD_CONDITIONS },
      {
        name: WORKLOADS_WEBHOOK,
        ...shared("/mutate/workloads"),
        rules: WORKLOAD_RULES,
        matchConditions: WORKLOAD_CONDITIONS,
      },
    ],
  };
}

function withPath(clientConfig: ClientConfig, path: string) {
  return "url" in clientConfig ? { url: `${clientConfig.url}${path}` } : { service: { ...clientConfig.service, path } };
}

function noneOf(key: string, value: string) {
  return { key, operator: "NotIn", values: [value] };
}

function groupOf(kind: WorkloadKind): "apps" | "batch" {
  switch (kind) {
    case "Deployment":
    case "StatefulSet":
    case "DaemonSet":
      return "apps";
    case "Job":
    case "CronJob":
      return "batch";
  }
}
