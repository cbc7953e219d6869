import type { Histogram } from "./histogram.ts";
import { ENDPOINTS, type Metrics } from "./metrics.ts";

export interface MetricsFrame {
  readonly version: string;
  readonly commit: string;
  readonly process: {
    readonly cpuSeconds: number;
    readonly residentBytes: number;
    readonly heapBytes: number;
    readonly startMs: number;
    /** 99th percentile of how late the event loop was since the last scrape, in seconds. */
    readonly eventLoopDelayS: number;
  };
}

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number, suffix?: string];
type Kind = "counter" | "gauge" | "histogram";

/** Text of the Prometheus exposition format, 0.0.4. */
export function renderMetrics(metrics: Metrics, { version, commit, process }: MetricsFrame): string {
  const expiry = metrics.certificateExpiryMs;
  return [
    family("build_info", "gauge", "Version of the program; always 1.", [[{ version, commit }, 1]]),
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
    family(
      "certificate_expiry_timestamp_seconds",
      "gauge",
      "When the serving certificate expires.",
      expiry === undefined ? [] : [[{}, Math.floor(expiry / 1000)]],
    ),
    family("certificate_reloads_total", "counter", "Serving certificates taken over, the first one included.", [
      [{}, metrics.certificateReloads],
    ]),
    family("certificate_reload_errors_total", "counter", "Looks at the files that found no usable pair.", [
      [{}, metrics.certificateErrors],
    ]),
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

function family(name: string, kind: Kind, help: string, samples: readonly Sample[]): string {
  return exposition(`mount_monitor_webhook_${name}`, kind, help, samples);
}

function plain(name: string, kind: Kind, help: string, value: number): string {
  return exposition(name, kind, help, [[{}, value]]);
}

function exposition(name: string, kind: Kind, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, value, suffix = ""]) => `${name}${suffix}${labelText(labels)} ${value}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...lines].join("\n");
}

function buckets(labels: Labels, { bounds, counts, sum }: Histogram): Sample[] {
  let total = 0;
  const rows = [...bounds.map(String), "+Inf"].map((le, index): Sample => {
    total += counts[index] ?? 0;
    return [{ ...labels, le }, total, "_bucket"];
  });
  return [...rows, [labels, sum, "_sum"], [labels, total, "_count"]];
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escape(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escape(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
