import { FAULTS, MOUNT_STATUSES, type RestartAction } from "@mount-monitor/contract";
import { failureCount, statusOf } from "../health/mount-health.ts";
import { readiness } from "../health/readiness.ts";
import type { MonitorState } from "../monitor.ts";
import { HOLD_REASONS } from "../restart/hold.ts";
import {
  DURATION_BOUNDS_S,
  type MountCounters,
  newMountCounters,
  RESTART_OUTCOMES,
  type RestartOutcome,
} from "./metrics.ts";

export interface MetricsFrame {
  readonly version: string;
  readonly commit: string;
  readonly nowMs: number;
  readonly wallNowMs: number;
  readonly counters: (path: string) => MountCounters | undefined;
  readonly restarts: (outcome: RestartOutcome) => number;
  /** Whether the pod may restart itself; undefined where that is not known. */
  readonly permitted: boolean | undefined;
  readonly process: { readonly cpuSeconds: number; readonly residentBytes: number; readonly startMs: number };
}

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number, suffix?: string];

/** Text of the Prometheus exposition format, 0.0.4. Every series of a mount is there from the beginning, at 0. */
export function renderMetrics(state: MonitorState, frame: MetricsFrame): string {
  const mounts = state.tracks.map(({ config, record }) => ({
    labels: { mount: config.path, name: config.name },
    record,
    counters: frame.counters(config.path) ?? newMountCounters(),
  }));
  const action: RestartAction = state.config.watchdog.action;
  const { plan } = state.watchdog;
  const families = [
    family("mount_monitor_build_info", "gauge", "Version of the program; always 1.", [
      [{ version: frame.version, commit: frame.commit }, 1],
    ]),
    family("mount_monitor_ready", "gauge", "1 when /healthz/ready answers 200.", [
      [{}, Number(readiness(state.tracks, state.config.mode).ready)],
    ]),
    family(
      "mount_monitor_mount_status",
      "gauge",
      "1 for the status that the mount is in.",
      mounts.flatMap(({ labels, record }) =>
        MOUNT_STATUSES.map((status): Sample => [{ ...labels, status }, Number(statusOf(record.health) === status)]),
      ),
    ),
    family(
      "mount_monitor_mount_consecutive_failures",
      "gauge",
      "Failed checks since the last success.",
      mounts.map(({ labels, record }): Sample => [labels, failureCount(record.health)]),
    ),
    family(
      "mount_monitor_check_failures_total",
      "counter",
      "Failed checks by fault.",
      mounts.flatMap(({ labels, counters }) =>
        FAULTS.map((fault): Sample => [{ ...labels, fault }, counters.failures.get(fault) ?? 0]),
      ),
    ),
    family(
      "mount_monitor_last_success_timestamp_seconds",
      "gauge",
      "When the mount was healthy last.",
      mounts.flatMap(({ labels, record }): Sample[] =>
        record.lastSuccessMs === undefined
          ? []
          : [[labels, (frame.wallNowMs - (frame.nowMs - record.lastSuccessMs)) / 1000]],
      ),
    ),
    family(
      "mount_monitor_check_duration_seconds",
      "histogram",
      "How long checks took that came back.",
      mounts.flatMap(histogram),
    ),
    family(
      "mount_monitor_restarts_total",
      "counter",
      "Restarts of the pod by how they ended.",
      RESTART_OUTCOMES.map((outcome): Sample => [{ action, outcome }, frame.restarts(outcome)]),
    ),
    family("mount_monitor_restart_due", "gauge", "1 while a restart is due and not done.", [
      [{}, Number(isDue(state))],
    ]),
    family(
      "mount_monitor_restart_held",
      "gauge",
      "1 for what holds a restart back that is due.",
      HOLD_REASONS.map((reason): Sample => [{ reason }, Number(plan.t === "held" && plan.hold.reason === reason)]),
    ),
    ...(frame.permitted === undefined
      ? []
      : [
          family("mount_monitor_restart_permitted", "gauge", "1 when the pod may restart itself, as tried last.", [
            [{}, Number(frame.permitted)],
          ]),
        ]),
    family("process_cpu_seconds_total", "counter", "CPU time of the process.", [[{}, frame.process.cpuSeconds]]),
    family("process_resident_memory_bytes", "gauge", "Resident memory of the process.", [
      [{}, frame.process.residentBytes],
    ]),
    family("process_start_time_seconds", "gauge", "When the process started.", [[{}, frame.process.startMs / 1000]]),
  ];
  return families.join("");
}

/** A delay that somebody has set is no obstacle: nothing is due before it is over. */
function isDue({ watchdog: { plan } }: MonitorState): boolean {
  switch (plan.t) {
    case "idle":
    case "delayed":
    case "observed":
    case "accepted":
      return false;
    case "held":
    case "confirming":
    case "acting":
    case "retrying":
      return true;
  }
}

function histogram({ labels, counters }: { labels: Labels; counters: MountCounters }): Sample[] {
  let cumulative = 0;
  const buckets = DURATION_BOUNDS_S.map((bound, index): Sample => {
    cumulative += counters.durationBuckets[index] ?? 0;
    return [{ ...labels, le: String(bound) }, cumulative, "_bucket"];
  });
  return [
    ...buckets,
    [{ ...labels, le: "+Inf" }, counters.durationCount, "_bucket"],
    [labels, counters.durationSum, "_sum"],
    [labels, counters.durationCount, "_count"],
  ];
}

function family(
  name: string,
  type: "gauge" | "counter" | "histogram",
  help: string,
  samples: readonly Sample[],
): string {
  const lines = samples.map(([labels, value, suffix = ""]) => `${name}${suffix}${renderLabels(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function renderLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escapeLabel(value)}"`);
  return pairs.length > 0 ? `{${pairs.join(",")}}` : "";
}

function escapeLabel(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
