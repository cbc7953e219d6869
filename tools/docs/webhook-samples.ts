import { count, decisionKey, newMetrics } from "../../webhook/src/io/metrics/metrics.ts";
import { renderMetrics } from "../../webhook/src/io/metrics/render-metrics.ts";

const metrics = newMetrics();
count(metrics.decisions, decisionKey("pods", "inject", "injected"));
count(metrics.warnings, "host-network");
count(metrics.failures, 400);

/** What the webhook renders once everything has happened, so that no metric is without a sample. */
export const webhookMetrics = renderMetrics(metrics, {
  version: "0",
  commit: "0",
  process: { cpuSeconds: 0, residentBytes: 0, heapBytes: 0, startMs: 0, eventLoopDelayS: 0 },
  certificate: {
    readiness: { ready: true },
    refusal: undefined,
    leafNotAfterMs: 0,
    cas: [{ id: "0", role: "current", notAfterMs: 0 }],
    failures: 0,
  },
  watches: [{ title: "Namespaces", state: { t: "current" }, objects: 0, lists: 1 }],
});
