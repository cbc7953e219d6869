import { parseAllDocuments } from "yaml";
import { CHART, HELMS, runHelm } from "../../control-plane/support/helm.ts";

export interface ChartObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  // oxlint-disable-next-line typescript/no-explicit-any -- objects of the API, in tests alone
  readonly spec?: any;
  readonly data?: Readonly<Record<string, string>>;
}

export const RELEASE_NAMESPACE = "mount-monitor";
export const ALL_METRICS = ["serviceMonitor", "podMonitor", "rules", "dashboard"].flatMap((part) => [
  "--set",
  `metrics.${part}.enabled=true`,
]);

/** What the chart installs with these arguments. */
export async function renderChart(...args: readonly string[]): Promise<readonly ChartObject[]> {
  const [helm = "helm"] = HELMS;
  const place = ["mount-monitor", CHART, "--namespace", RELEASE_NAMESPACE, "--kube-version=1.36.0"];
  const { code, stdout, stderr } = await runHelm(helm, ["template", ...place, ...args]);
  if (code !== 0) throw new Error(`helm template: ${stderr}`);
  return parseAllDocuments(stdout)
    .map((document) => document.toJS() as ChartObject | null)
    .filter((object) => object !== null);
}

export function ofKind(objects: readonly ChartObject[], kind: string): ChartObject {
  const [found, ...more] = objects.filter((object) => object.kind === kind);
  if (found === undefined || more.length > 0) throw new Error(`there are ${more.length + (found ? 1 : 0)} of ${kind}`);
  return found;
}
