import { count, decisionKey, newMetrics } from "../../webhook/src/io/metrics/metrics.ts";
import { renderMetrics } from "../../webhook/src/io/metrics/render-metrics.ts";

/** The metrics of a webhook that has seen one of everything, so that each has a sample. */
export function webhookMetrics(): string {
  const metrics = newMetrics();
  count(metrics.decisions, decisionKey("pods", "inject", "injected"));
  count(metrics.warnings, "host-network");
  count(metrics.failures, 400);
  metrics.certificateExpiryMs = 0;
  const process = { cpuSeconds: 0, residentBytes: 0, heapBytes: 0, startMs: 0, eventLoopDelayS: 0 };
  return renderMetrics(metrics, { version: "0", commit: "0", process });
}
