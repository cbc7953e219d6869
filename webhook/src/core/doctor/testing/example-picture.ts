import { parseTime } from "@mount-monitor/contract";
import { examplePod } from "../../testing/example-pod.ts";
import type { RawObject } from "../../raw-object.ts";
import { DEFAULT_NAMES } from "../../install/install-names.ts";
import { webhookConfiguration } from "../../install/webhook-configuration.ts";
import type { ClusterPicture } from "../cluster-picture.ts";
import type { CertificateFacts } from "../facts/certificate-facts.ts";
import { type PodFacts, readPod } from "../../live/pod-facts.ts";
import type { ReplicaFacts, ReplicaStatus } from "../facts/replica-facts.ts";
import { type InstallationFacts, readInstallation } from "../facts/webhook-facts.ts";
import { subjectOf } from "../finding.ts";
import { known } from "../../live/known.ts";
import { ourPolicies } from "../our-policies.ts";
import { MS_PER_DAY } from "../../live/span.ts";

/** When the examples are looked at. */
export const NOW_MS = parseTime("2026-11-26T12:00:00Z") ?? 0;

/** A cluster in which all is well: two replicas, and two pods of one Deployment. For tests. */
export function examplePicture(): ClusterPicture {
  const [pods, workloads] = ["pods.mount-monitor.io", "workloads.mount-monitor.io"] as const;
  const ours = ourPolicies(DEFAULT_NAMES);
  return {
    server: "v1.36.3",
    nodes: known([node("node-1"), node("node-2")]),
    namespaces: known(["default", "media", "mount-monitor"].map((name) => namespace(name))),
    installations: known([exampleInstallation()]),
    installNamespace: "mount-monitor",
    replicas: known([exampleReplica("a"), exampleReplica("b")]),
    bundles: [pods, workloads].map((webhook) => ({ webhook, empty: false, damaged: false, cas: [CA] })),
    served: ["a", "b"].map((suffix) => ({
      by: subjectOf("Pod", `mount-monitor-webhook-${suffix}`, "mount-monitor"),
      mode: "self",
      certificate: known({ ...LEAF, fits: [pods, workloads].map((webhook) => fit(webhook)) }),
    })),
    policies: known(ours.map(({ name, spec }) => ({ name, failurePolicy: "Fail", typeWarnings: [], spec }))),
    policyBindings: known(ours.map(({ name }) => ({ name, policy: name, actions: ["Deny"], narrowed: false }))),
    roles: known([
      {
        namespace: "media",
        name: "mount-monitor:default",
        ours: true,
        deletes: ["plex-5d8f-1", "plex-5d8f-2"],
        evicts: [],
      },
    ]),
    roleBindings: known([
      {
        namespace: "media",
        name: "mount-monitor:default",
        ours: true,
        role: "mount-monitor:default",
        accounts: ["default"],
      },
    ]),
    scope: undefined,
    pods: known([injectedPod("plex-5d8f-1"), injectedPod("plex-5d8f-2")]),
    workloads: known([{ kind: "Deployment", namespace: "media", name: "plex", templateAsks: true }]),
    refusals: known([]),
    probes: [
      { namespace: "media", namespaces: ["media"], answer: { t: "injected", version: "1.2.3", config: "c0ffee" } },
    ],
    workloadProbe: { namespace: "media", answer: { t: "injected", version: "", config: "" } },
    access: [],
    monitors: new Map(),
    freeCommands: new Map(),
    gaps: [],
  };
}

export const CA: CertificateFacts = {
  name: "CN=mount-monitor webhook CA 1",
  notBeforeMs: NOW_MS - 100 * MS_PER_DAY,
  notAfterMs: NOW_MS + 265 * MS_PER_DAY,
};

export const LEAF: CertificateFacts = {
  name: "CN=mount-monitor webhook",
  notBeforeMs: NOW_MS - 2 * MS_PER_DAY,
  notAfterMs: NOW_MS + 5 * MS_PER_DAY,
};

export function fit(webhook: string, other: { readonly trusted?: boolean; readonly named?: boolean } = {}) {
  return { webhook, trusted: true, host: "mount-monitor-webhook.mount-monitor.svc", named: true, ...other };
}

export function node(name: string, version = "1.36.3", ready = true) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return { name, kubelet: `v${version}`, version: { major, minor }, ready };
}

export function namespace(name: string, annotations: Readonly<Record<string, string>> = {}) {
  return { name, labels: { "kubernetes.io/metadata.name": name }, annotations, terminating: false };
}

/** As it stands in the cluster; `change` is laid over each of the webhooks. */
export function exampleInstallation(change: RawObject = {}): InstallationFacts {
  const { namespace, service } = DEFAULT_NAMES;
  const object = webhookConfiguration(DEFAULT_NAMES, { service: { namespace, name: service, port: 443 } });
  const webhooks = object.webhooks.map((webhook) => ({ ...webhook, ...change }));
  return readInstallation({ ...object, webhooks }) ?? { name: "", webhooks: [] };
}

export const GRANTS = {
  mode: "managed",
  inForce: true,
  known: true,
  why: undefined,
  pods: 2,
  foreign: [],
  troubles: [],
  failures: 0,
  pending: 0,
};

export function exampleReplica(
  suffix: string,
  change: Partial<ReplicaFacts> = {},
  status: Partial<ReplicaStatus> = {},
): ReplicaFacts {
  return {
    namespace: "mount-monitor",
    name: `mount-monitor-webhook-${suffix}`,
    ready: true,
    account: "mount-monitor-webhook",
    image: "mount-monitor-webhook:1.2.3",
    port: 8080,
    status: known({
      version: "1.2.3",
      reason: undefined,
      certificate: { mode: "self", pem: "PEM", trouble: undefined },
      refused: [],
      grants: GRANTS,
      ...status,
    }),
    ...change,
  };
}

export interface PodParts {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly metadata?: RawObject;
  readonly spec?: RawObject;
  readonly status?: RawObject;
}

/** A pod of the Deployment media/plex as it stands in the cluster. */
export function podOf(name: string, { annotations, labels, metadata, spec, status }: PodParts = {}): PodFacts {
  const pod = examplePod(annotations);
  const read = readPod({
    ...pod,
    metadata: {
      ...pod.metadata,
      namespace: "media",
      name,
      uid: `uid-of-${name}`,
      labels: { "pod-template-hash": "5d8f", ...labels },
      ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "plex-5d8f", controller: true }],
      ...metadata,
    },
    spec: { ...pod.spec, serviceAccountName: "default", nodeName: "node-1", ...spec },
    status: { phase: "Running", ...status },
  });
  if (read === undefined) throw new Error("the pod has nothing to do with us");
  return read;
}

/** One with gate and monitor. */
export function injectedPod(
  name: string,
  { annotations, labels, spec, ...rest }: PodParts = {},
  config: RawObject = {},
): PodFacts {
  const monitor = { workload: "ReplicaSet/plex-5d8f", httpPort: 9847, watchdog: { action: "delete" }, ...config };
  const env = [{ name: "MOUNT_MONITOR_CONFIG", value: JSON.stringify(monitor) }];
  return podOf(name, {
    annotations: { "mount-monitor.io/status": statusOf(["injected"]), ...annotations },
    labels: { "mount-monitor.io/injected": "true", ...labels },
    spec: {
      initContainers: [
        { name: "mount-monitor-gate", image: "mount-monitor:1.2.3" },
        { name: "mount-monitor", image: "mount-monitor:1.2.3", restartPolicy: "Always", env },
      ],
      ...spec,
    },
    ...rest,
  });
}

/** What the webhook leaves on a pod. */
export function statusOf(reasons: readonly string[], { version = "1.2.3", config = "c0ffee" } = {}): string {
  const decision = reasons[0] === "injected" ? "inject" : "skip";
  return JSON.stringify({ decision, reasons, version, hash: "0", config });
}
