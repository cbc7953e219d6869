import { readFileSync } from "node:fs";
import path from "node:path";
import { CHART } from "../../control-plane/support/helm.ts";

export const DASHBOARD_FILE = path.join(CHART, "dashboards/mount-monitor.json");

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly h: number; readonly w: number; readonly x: number; readonly y: number };
  readonly targets?: readonly { readonly refId: string; readonly expr: string; readonly legendFormat?: string }[];
  readonly transformations?: readonly { readonly options: { readonly includeByName: object } }[];
}

export interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly definition?: string }[];
  };
}

export function readDashboard(): Dashboard {
  return JSON.parse(readFileSync(DASHBOARD_FILE, "utf8")) as Dashboard;
}

/** As Grafana asks Prometheus while all is chosen. */
export function asAsked(expression: string): string {
  return expression.replaceAll("$__rate_interval", "30s").replaceAll("$namespace", ".*").replaceAll("$pod", ".*");
}
