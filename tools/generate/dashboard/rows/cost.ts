import type { PanelSpec } from "../panels.ts";
import { CHOSEN } from "../shared.ts";

export const COST: readonly PanelSpec[] = [
  {
    t: "lines",
    title: "Memory",
    description: "Of the webhook's replicas, and of monitors on average and at most.",
    queries: [
      { expr: `process_resident_memory_bytes{job="mount-monitor-webhook"}`, legend: "{{pod}}" },
      { expr: `avg(process_resident_memory_bytes{job="mount-monitor", ${CHOSEN}})`, legend: "monitors, mean" },
      { expr: `max(process_resident_memory_bytes{job="mount-monitor", ${CHOSEN}})`, legend: "monitors, most" },
    ],
    unit: "bytes",
    width: 8,
  },
  {
    t: "lines",
    title: "Processors",
    description: "In cores: the webhook's replicas, and all monitors together.",
    queries: [
      { expr: `rate(process_cpu_seconds_total{job="mount-monitor-webhook"}[$__rate_interval])`, legend: "{{pod}}" },
      {
        expr: `sum(rate(process_cpu_seconds_total{job="mount-monitor", ${CHOSEN}}[$__rate_interval]))`,
        legend: "all monitors",
      },
    ],
    width: 8,
  },
  {
    t: "lines",
    title: "Versions",
    description: "Of webhook and monitors. Pods keep the version that they were injected with until they are replaced.",
    queries: [
      { expr: "count by (version) (mount_monitor_webhook_build_info)", legend: "webhook {{version}}" },
      { expr: `count by (version) (mount_monitor_build_info{${CHOSEN}})`, legend: "monitor {{version}}" },
    ],
    width: 8,
  },
];
