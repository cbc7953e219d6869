import type { PanelSpec } from "../panels.ts";
import { CHOSEN, STATUS_COLORS } from "../shared.ts";

export const MOUNTS: readonly PanelSpec[] = [
  {
    t: "lines",
    title: "Mounts by state",
    description: "How many mounts are in which state.",
    queries: [{ expr: `sum by (status) (mount_monitor_mount_status{${CHOSEN}})`, legend: "{{status}}" }],
    stacked: true,
    colors: STATUS_COLORS,
    width: 12,
  },
  {
    t: "table",
    title: "Mounts that do not answer",
    description: "Their pods are not ready. Why, for one of them: kubectl describe pod.",
    queries: [{ expr: `mount_monitor_mount_status{status!="HEALTHY", ${CHOSEN}} == 1` }],
    columns: ["namespace", "pod", "mount", "status"],
    width: 12,
  },
  {
    t: "lines",
    title: "Failed checks by fault",
    description:
      "dead: the mount is gone; hung: no answer; backend: input/output errors; missing: bare or empty; denied: may not be read.",
    queries: [
      {
        expr: `sum by (fault) (rate(mount_monitor_check_failures_total{${CHOSEN}}[$__rate_interval]))`,
        legend: "{{fault}}",
      },
    ],
    unit: "ops",
    width: 8,
  },
  {
    t: "lines",
    title: "How long checks take",
    description: "Of checks that came back in time, over all mounts. A mount that hangs is not in here.",
    queries: [0.5, 0.9, 0.99].map((share) => ({
      expr: `histogram_quantile(${share}, sum by (le) (rate(mount_monitor_check_duration_seconds_bucket{${CHOSEN}}[$__rate_interval])))`,
      legend: `p${share * 100}`,
    })),
    unit: "s",
    width: 8,
  },
  {
    t: "lines",
    title: "Slowest mounts",
    description:
      "Mean time of a check, the ten mounts with the longest. Slow before it is dead is usual for a server that is overloaded.",
    queries: [
      {
        expr: `topk(10, sum by (namespace, pod, mount) (rate(mount_monitor_check_duration_seconds_sum{${CHOSEN}}[$__rate_interval])) / sum by (namespace, pod, mount) (rate(mount_monitor_check_duration_seconds_count{${CHOSEN}}[$__rate_interval])))`,
        legend: "{{namespace}}/{{pod}} {{mount}}",
      },
    ],
    unit: "s",
    width: 8,
  },
];
