import type { Finding } from "../finding.ts";
import type { Severity } from "../finding-table.ts";

/** What `--output json` prints. Keys and codes are only ever added. */
export interface DoctorReport {
  /** Of the API server. */
  readonly kubernetes: string;
  readonly problems: number;
  readonly warnings: number;
  readonly notes: number;
  /** The worst first. A subject without namespace has none in the key either. */
  readonly findings: readonly Finding[];
}

export function reportOf(kubernetes: string, findings: readonly Finding[]): DoctorReport {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return { kubernetes, problems: count("problem"), warnings: count("warning"), notes: count("note"), findings };
}

export function renderJson(report: DoctorReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
