import type { CertificateStatus } from "@mount-monitor/certs";
import type { GrantsStatus } from "@mount-monitor/contract";
import type { WatchStatus } from "../cluster/cluster.ts";
import { certificateFamilies } from "./certificate-families.ts";
import { buckets, family, plain, type Sample } from "./exposition.ts";
import { grantFamilies } from "./grant-families.ts";
import { ENDPOINTS, type Metrics } from "./metrics.ts";
import { type KnownPods, podFamilies } from "./pod-families.ts";
import { watchFamilies } from "./watch-families.ts";

/** What is looked up when somebody asks, and not counted. */
export interface MetricsFrame {
  readonly version: string;
  readonly commit: string;
  /** Whether `/healthz/ready` answers 200. */
  readonly ready: boolean;
  readonly process: ProcessFigures;
  readonly certificate: CertificateStatus;
  /** None where there is no cluster. */
  readonly watches: readonly WatchStatus[];
  readonly grants: GrantsStatus | undefined;
  /** None where there is no cluster. */
  readonly pods: KnownPods | undefined;
  readonly nowMs: number;
}

export interface ProcessFigures {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
  readonly startMs: number;
  /** 99th percentile of how late the event loop was since the last scrape, in seconds. */
  readonly eventLoopDelayS: number;
}

/** Text of the Prometheus exposition format, 0.0.4. */
export function renderMetrics(
  metrics: Metrics,
  { version, commit, ready, process, certificate, watches, grants, pods, nowMs }: MetricsFrame,
): string {
  return [
    family("build_info", "gauge", "Version of the program; always 1.", [[{ version, commit }, 1]]),
    family("ready", "gauge", "1 when /healthz/ready answers 200.", [[{}, Number(ready)]]),
    family(
      "decisions_total",
      "counter",
      "Reviews by endpoint, decision and reason.",
      [...metrics.decisions].map(([key, value]): Sample => {
        const [endpoint = "", decision = "", reason = ""] = key.split("\n");
        return [{ endpoint, decision, reason }, value];
      }),
    ),
    family(
      "warnings_total",
      "counter",
      "Warnings that went with a decision, by reason.",
      [...metrics.warnings].map(([reason, value]): Sample => [{ reason }, value]),
    ),
    family(
      "failures_total",
      "counter",
      "Requests that could not be reviewed, by HTTP status.",
      [...metrics.failures].map(([status, value]): Sample => [{ status: String(status) }, value]),
    ),
    family(
      "review_duration_seconds",
      "histogram",
      "Time from the request's head to its answer.",
      ENDPOINTS.flatMap((endpoint) => buckets({ endpoint }, metrics.durations[endpoint])),
    ),
    family("patch_bytes", "histogram", "Size of the patches, before base64.", buckets({}, metrics.patchBytes)),
    family("requests_in_flight", "gauge", "Requests that are being answered.", [[{}, metrics.inFlight]]),
    ...certificateFamilies(certificate, metrics.certificateReloads),
    ...watchFamilies(watches),
    ...grantFamilies(grants),
    ...podFamilies(pods, nowMs),
    plain("process_cpu_seconds_total", "counter", "User and system CPU time.", process.cpuSeconds),
    plain("process_resident_memory_bytes", "gauge", "Resident memory.", process.residentBytes),
    plain("process_start_time_seconds", "gauge", "When the process started.", process.startMs / 1000),
    plain("nodejs_heap_size_used_bytes", "gauge", "Heap in use.", process.heapBytes),
    plain(
      "nodejs_eventloop_lag_p99_seconds",
      "gauge",
      "How late the event loop was, since the last scrape.",
      process.eventLoopDelayS,
    ),
    "",
  ].join("\n");
}
