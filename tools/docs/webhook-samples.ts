import type { CertificateStatus } from "@mount-monitor/certs";
import type { GrantsStatus } from "@mount-monitor/contract";
import { BUILD } from "../../webhook/src/build-info.ts";
import type { InjectedPod } from "../../webhook/src/core/pods/injected-pod.ts";
import type { WatchStatus } from "../../webhook/src/io/cluster/cluster.ts";
import { count, decisionKey, newMetrics } from "../../webhook/src/io/metrics/metrics.ts";
import type { KnownPods } from "../../webhook/src/io/metrics/pod-families.ts";
import { renderMetrics } from "../../webhook/src/io/metrics/render-metrics.ts";
import { serveStatus } from "../../webhook/src/io/serving/serve-status.ts";

const metrics = newMetrics();
count(metrics.decisions, decisionKey("pods", "inject", "injected"));
count(metrics.warnings, "host-network");
count(metrics.failures, 400);

const certificate: CertificateStatus = {
  readiness: { ready: true },
  refusal: undefined,
  leafNotBeforeMs: 0,
  leafNotAfterMs: 0,
  cas: [{ id: "0", role: "current", notAfterMs: 0 }],
  failures: 0,
};
const watches: readonly WatchStatus[] = [{ title: "Namespaces", state: { t: "current" }, objects: 0, lists: 1 }];
const grants: GrantsStatus = {
  mode: "managed",
  policy: { inForce: true },
  accounts: 0,
  pods: 0,
  pending: 0,
  foreign: [],
  troubles: [],
  writes: 0,
  revocations: 0,
  failures: 0,
};

const gone = {
  namespace: "media",
  name: "plex",
  deletionTimestamp: "2026-01-01T00:00:00Z",
  finished: false,
  finalizers: [],
  start: undefined,
} as Partial<InjectedPod> as InjectedPod;
const pods: KnownPods = {
  pods: new Map([["media/plex", gone]]),
  barePods: new Map([["media/sonarr", { namespace: "media", name: "sonarr", reason: "missed" }]]),
  isNodeReady: () => undefined,
  recentRestarts: () => [{ namespace: "media", workload: "ReplicaSet/plex", count: 1, inARow: 1 }],
};

/** What the webhook renders once everything has happened, so that no metric is without a sample. */
export const webhookMetrics = renderMetrics(metrics, {
  version: "0",
  commit: "0",
  ready: true,
  process: { cpuSeconds: 0, residentBytes: 0, heapBytes: 0, startMs: 0, eventLoopDelayS: 0 },
  certificate,
  watches,
  grants,
  pods,
  nowMs: Date.parse("2027-01-01T00:00:00Z"),
});

/** What a replica says of itself while all is well. */
export const webhookStatus = serveStatus({
  build: BUILD,
  pod: { name: "webhook-0", namespace: "mount-monitor" },
  reason: undefined,
  mode: "self",
  certificates: { current: () => ({ certPem: "", keyPem: "" }), status: () => certificate },
  cluster: { status: () => watches, versions: () => ({ server: undefined, oldestKubelet: undefined }) },
  grants,
});
