import type { FigureReport, SuiteReport } from "./document.ts";
import { figureReport } from "./figure-report.ts";
import { formatValue } from "./format-value.ts";
import type { Suite, SuiteOptions } from "./suite.ts";

export interface RunOptions extends Pick<SuiteOptions, "quick" | "peers"> {
  progress(line: string): void;
  /** Called after each suite with all so far: what was measured is not lost with what comes after it. */
  finished(reports: readonly SuiteReport[]): void;
  nowMs(): number;
}

/** One after the other, since they share the machine. One that breaks does not keep the others from telling. */
export async function runSuites(suites: readonly Suite[], options: RunOptions): Promise<readonly SuiteReport[]> {
  const reports: SuiteReport[] = [];
  for (const suite of suites) {
    reports.push(await runSuite(suite, options));
    options.finished([...reports]);
  }
  return reports;
}

async function runSuite(suite: Suite, { progress, nowMs, quick, peers }: RunOptions): Promise<SuiteReport> {
  const { name, about } = suite;
  const missing = suite.missing();
  if (missing !== undefined) {
    progress(`${name}: does not run: ${missing}`);
    return { name, about, missing, figures: [] };
  }
  const figures: FigureReport[] = [];
  const beganMs = nowMs();
  const tell: SuiteOptions["tell"] = (figure) => {
    figures.push(figureReport(figure));
    progress(`${name}: ${figure.name}: ${formatValue(figure.value, figure.unit)}`);
  };
  progress(`${name}: ${about}`);
  const failed = await suite
    .run({ quick, peers, tell, progress: (line) => progress(`${name}: ${line}`) })
    .then(() => undefined, String);
  if (failed !== undefined) progress(`${name}: broke: ${failed}`);
  const seconds = Math.round((nowMs() - beganMs) / 1000);
  return { name, about, seconds, figures, ...(failed === undefined ? {} : { failed }) };
}

/** A missed budget is a figure like others, unless it was asked for: machines are busy, and differ. */
export function exitCode(reports: readonly SuiteReport[], { budgets }: { readonly budgets: boolean }): 0 | 1 {
  const broke = reports.some(({ failed }) => failed !== undefined);
  const missed = reports.some(({ figures }) => figures.some(({ budget }) => budget?.met === false));
  return broke || (budgets && missed) ? 1 : 0;
}
