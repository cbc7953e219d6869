import type { Logger } from "@mount-monitor/process";
import type { ReviewRequest } from "../admission/decode-review.ts";
import type { Endpoint, Reviewed } from "../admission/review.ts";
import { observe } from "../metrics/histogram.ts";
import { count, decisionKey, type Metrics } from "../metrics/metrics.ts";

/** What is left of a review: one line in the log, found by the uid that the API server's audit log has too, and the counters. */
export function recordReview(
  endpoint: Endpoint,
  request: ReviewRequest,
  reviewed: Reviewed,
  elapsedMs: number,
  { log, metrics }: { readonly log: Logger; readonly metrics: Metrics },
): void {
  const { decision, reason, warnings, sentences, patchBytes } = reviewed;
  count(metrics.decisions, decisionKey(endpoint, decision, reason));
  for (const warning of warnings) count(metrics.warnings, warning);
  observe(metrics.durations[endpoint], elapsedMs / 1000);
  if (patchBytes > 0) observe(metrics.patchBytes, patchBytes);
  log.info(
    {
      requestId: request.uid,
      kind: request.kind.kind,
      namespace: request.namespace,
      name: nameOf(request),
      operation: request.operation,
      ...(request.dryRun === true ? { dryRun: true } : {}),
      decision,
      reason,
      ...(warnings.length > 0 ? { warnings } : {}),
      ...(sentences.length > 0 ? { sentences } : {}),
      patchBytes,
      durationMs: Math.round(elapsedMs * 100) / 100,
    },
    "reviewed",
  );
}

/** A pod of a controller has no name yet, only what it will begin with. */
function nameOf({ name, object }: ReviewRequest): string | undefined {
  if (name) return name;
  const metadata = (object as { metadata?: { name?: unknown; generateName?: unknown } | null } | null | undefined)
    ?.metadata;
  const found = metadata?.name ?? metadata?.generateName;
  return typeof found === "string" ? found.slice(0, 256) : undefined;
}
