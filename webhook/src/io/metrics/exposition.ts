import type { Histogram } from "./histogram.ts";

export type Labels = Readonly<Record<string, string>>;
export type Sample = readonly [labels: Labels, value: number, suffix?: string];
export type Kind = "counter" | "gauge" | "histogram";

export function family(name: string, kind: Kind, help: string, samples: readonly Sample[]): string {
  return exposition(`mount_monitor_webhook_${name}`, kind, help, samples);
}

export function plain(name: string, kind: Kind, help: string, value: number): string {
  return exposition(name, kind, help, [[{}, value]]);
}

function exposition(name: string, kind: Kind, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, value, suffix = ""]) => `${name}${suffix}${labelText(labels)} ${value}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...lines].join("\n");
}

export function buckets(labels: Labels, { bounds, counts, sum }: Histogram): Sample[] {
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
