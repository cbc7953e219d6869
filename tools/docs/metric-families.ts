import assert from "node:assert/strict";

/** Every metric of an exposition with its type and the labels of its samples, to hold a table of the docs equal. */
export function metricFamilies(metrics: string): [name: string, type: string, labels: string[]][] {
  return [...metrics.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = "", type = ""]) => {
    const suffix = type === "histogram" ? "_count" : "";
    const sample = new RegExp(`^${name}${suffix}(?:\\{(.*)\\})? `, "m").exec(metrics);
    assert.ok(sample, `${name} has no sample`);
    const labels = [...(sample[1] ?? "").matchAll(/(\w+)="/g)].map(([, label = ""]) => label);
    return [name, type, labels.toSorted()];
  });
}
