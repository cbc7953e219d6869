import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CertificateStatus } from "@mount-monitor/certs";
import { type InjectedPod, readInjectedPod } from "../../core/pods/injected-pod.ts";
import { DENY_REASONS } from "../../core/reasons.ts";
import { certificateFamilies } from "./certificate-families.ts";
import { count, decisionKey, newMetrics } from "./metrics.ts";
import { type KnownPods, podFamilies } from "./pod-families.ts";
import { watchFamilies } from "./watch-families.ts";

const samples = (families: readonly string[]) =>
  families
    .flatMap((family) => family.split("\n"))
    .filter((line) => !line.startsWith("#"))
    .map((line) => line.replace("mount_monitor_webhook_", ""));

describe("metrics about certificates", () => {
  const NOTHING: CertificateStatus = {
    readiness: { ready: false, why: "" },
    refusal: undefined,
    leafNotBeforeMs: undefined,
    leafNotAfterMs: undefined,
    cas: [],
    failures: 0,
  };

  it("have every reason from the beginning, and no expiry of what is not there", () => {
    assert.deepEqual(samples(certificateFamilies(NOTHING, 0)), [
      "certificate_reloads_total 0",
      "certificate_failures_total 0",
      'certificate_refused{code="foreign"} 0',
      'certificate_refused{code="damaged"} 0',
      'certificate_refused{code="newer"} 0',
      'certificate_refused{code="clock"} 0',
    ]);
  });

  it("have each role, and the first to expire of several", () => {
    const status: CertificateStatus = {
      ...NOTHING,
      refusal: { code: "damaged", message: "" },
      leafNotBeforeMs: 4_999,
      leafNotAfterMs: 5_999,
      cas: [
        { id: "a", role: "retiring", notAfterMs: 2_000 },
        { id: "b", role: "retiring", notAfterMs: 1_000 },
        { id: "c", role: "current", notAfterMs: 9_000 },
      ],
      failures: 4,
    };
    const lines = samples(certificateFamilies(status, 2));
    for (const line of [
      "certificate_start_timestamp_seconds 4",
      "certificate_expiry_timestamp_seconds 5",
      "certificate_reloads_total 2",
      "certificate_failures_total 4",
      'certificate_refused{code="damaged"} 1',
      'ca_certificates{role="next"} 0',
      'ca_certificates{role="retiring"} 2',
      'ca_expiry_timestamp_seconds{role="retiring"} 1',
      'ca_expiry_timestamp_seconds{role="current"} 9',
    ])
      assert.ok(lines.includes(line), line);
    assert.ok(!lines.some((line) => line.startsWith('ca_expiry_timestamp_seconds{role="next"}')));
  });
});

describe("metrics about reviews", () =>
  it("have every reason to refuse a pod from the beginning, so that the first one is an increase", () => {
    const metrics = newMetrics();
    count(metrics.decisions, decisionKey("pods", "deny", "path-not-mounted"));
    assert.deepEqual(
      new Map([...metrics.decisions].map(([key, value]) => [key.split("\n").join(" "), value])),
      new Map(
        Object.keys(DENY_REASONS).map((reason) => [`pods deny ${reason}`, reason === "path-not-mounted" ? 1 : 0]),
      ),
    );
  }));

describe("metrics about watches", () => {
  it("say of each whether it can be relied on", () => {
    const lines = samples(
      watchFamilies([
        { title: "Nodes", state: { t: "current" }, objects: 3, lists: 2 },
        { title: "Pods", state: { t: "stale", why: "away" }, objects: 1, lists: 1 },
      ]),
    );
    assert.deepEqual(lines, [
      'watch_current{watch="Nodes"} 1',
      'watch_current{watch="Pods"} 0',
      'watch_objects{watch="Nodes"} 3',
      'watch_objects{watch="Pods"} 1',
      'watch_lists_total{watch="Nodes"} 2',
      'watch_lists_total{watch="Pods"} 1',
    ]);
  });
});

describe("metrics about pods", () => {
  const NOW_MS = Date.parse("2026-01-01T01:00:00Z");
  const pod = (name: string, parts: Partial<InjectedPod> = {}): InjectedPod => ({
    ...(readInjectedPod({
      metadata: { namespace: "media", name, labels: { "mount-monitor.io/injected": "true" } },
    }) as InjectedPod),
    workload: "ReplicaSet/plex",
    ...parts,
  });
  const known: KnownPods = {
    pods: new Map(
      [
        pod("well"),
        pod("going", { deletionTimestamp: "2026-01-01T00:59:30Z" }),
        pod("lost", { deletionTimestamp: "2026-01-01T00:30:00Z", node: "lost" }),
        pod("stuck", { deletionTimestamp: "2026-01-01T00:30:00Z", workload: undefined }),
        pod("done", { finished: true }),
      ].map((one) => [`media/${one.name}`, one]),
    ),
    barePods: new Map([["media/bare", { namespace: "media", name: "bare", reason: "missed" }]]),
    isNodeReady: (node) => node !== "lost",
    recentRestarts: () => [
      { namespace: "media", workload: "ReplicaSet/plex", count: 3, inARow: 2 },
      { namespace: "media", workload: "StatefulSet/gone", count: 1, inARow: 1 },
    ],
  };

  it("name the pods that are not as they should be, and no other", () => {
    assert.deepEqual(samples(podFamilies(known, NOW_MS)), [
      "injected_pods 5",
      'pod_not_injected{namespace="media",pod="bare",reason="missed"} 1',
      'pod_stuck{namespace="media",pod="lost",reason="node-not-ready"} 1',
      'pod_stuck{namespace="media",pod="stuck",reason="terminating"} 1',
      'recent_restarts{namespace="media",workload="ReplicaSet/plex"} 3',
      'recent_restarts{namespace="media",workload="StatefulSet/gone"} 1',
      'recent_restarts_in_a_row{namespace="media",workload="ReplicaSet/plex"} 2',
      'recent_restarts_in_a_row{namespace="media",workload="StatefulSet/gone"} 1',
      'recent_restart_pods{namespace="media",workload="ReplicaSet/plex"} 3',
      'recent_restart_pods{namespace="media",workload="StatefulSet/gone"} 0',
    ]);
  });

  it("are not there without a cluster", () => assert.deepEqual(samples(podFamilies(undefined, NOW_MS)), []));
});
