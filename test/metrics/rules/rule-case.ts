/** What Prometheus has seen, and what an alert makes of it. */
export interface RuleCase {
  readonly alert: string;
  readonly what: string;
  /** By series, values a minute apart in the notation of promtool: `0x4 1x10` is four steps of 0, then ten of 1. */
  readonly series: Readonly<Record<string, string>>;
  /** Minutes after the first value. */
  readonly atMinutes: number;
  /** Undefined where the alert must not fire. */
  readonly fires?: Fired;
}

export interface Fired {
  /** Without its name, and without the severity. */
  readonly labels: Readonly<Record<string, string>>;
  readonly severity: "warning" | "critical";
  readonly summary: string;
  readonly description: string;
}

export function series(name: string, labels: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  return `${name}{${pairs.join(",")}}`;
}

/** As the PodMonitor has a monitor scraped. */
export const MONITOR = {
  namespace: "media",
  pod: "plex-0",
  container: "mount-monitor",
  endpoint: "mount-monitor",
  instance: "10.0.0.7:9847",
  job: "mount-monitor",
} as const;

/** As the ServiceMonitor has a replica scraped. */
export const REPLICA = {
  namespace: "mount-monitor",
  pod: "webhook-a",
  container: "webhook",
  endpoint: "http",
  instance: "10.0.0.8:8080",
  job: "mount-monitor-webhook",
  service: "mount-monitor-webhook-metrics",
} as const;
export const OTHER_REPLICA = { ...REPLICA, pod: "webhook-b", instance: "10.0.0.9:8080" } as const;
