import { readFileSync } from "node:fs";
import path from "node:path";
import { parse, stringify } from "yaml";
import { type ChartObject, ofKind } from "./chart-objects.ts";

/**
 * What prometheus-operator made of the chart's monitors: it is not at hand in every run, so this is held in a file, with
 * the monitors that it was made of. `operator.test.ts` writes it anew.
 */
export interface Captured {
  readonly monitors: readonly object[];
  readonly scrapeConfigs: readonly ScrapeConfig[];
}

// oxlint-disable-next-line typescript/no-explicit-any -- a configuration of Prometheus, in tests alone
export type ScrapeConfig = Readonly<Record<string, any>>;

export const CAPTURED_FILE = path.join(import.meta.dirname, "../testdata/operator.yaml");
const HEADER = `# What prometheus-operator makes of the chart's ServiceMonitor and PodMonitor. Written by test/metrics/operator.test.ts
# with UPDATE_GOLDEN=1, where PROMETHEUS_OPERATOR names the program.
`;

export function readCaptured(): Captured {
  return parse(readFileSync(CAPTURED_FILE, "utf8")) as Captured;
}

export function writeCaptured(captured: Captured): string {
  return HEADER + stringify(captured, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** So much of the monitors as the operator goes by. */
export function monitorsOf(objects: readonly ChartObject[]): readonly object[] {
  return ["ServiceMonitor", "PodMonitor"].map((kind) => {
    const { metadata, spec } = ofKind(objects, kind);
    return { kind, name: metadata.name, namespace: metadata.namespace, spec };
  });
}
