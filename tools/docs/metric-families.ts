import assert from "node:assert/strict";

export interface MetricFamily {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
}

/** The metrics in a text of the Prometheus format; each must have a sample, or its labels would not be known. */
export function metricFamilies(text: string): MetricFamily[] {
  return [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = "", type = ""]) => {
    const suffix = type === "histogram" ? "_count" : "";
    const sample = new RegExp(`^${name}${suffix}(?:\\{(.*)\\})? `, "m").exec(text);
    assert.ok(sample, `${name} has no sample`);
    const labels = [...(sample[1] ?? "").matchAll(/(\w+)="/g)].map(([, label = ""]) => label);
    return { name, type, labels: labels.toSorted() };
  });
}
