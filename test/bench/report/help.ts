import type { Suite } from "./suite.ts";

export function helpText(suites: readonly Suite[]): string {
  return `Measures what mount-monitor costs, and holds it against what is promised.

  make bench                               every suite that can run on this machine; about ten minutes
  npm run -s bench -- SUITE… [FLAGS]       some of them; make build first

A figure is told beside a baseline that was measured in turns with it, since times differ from machine to machine, and on a
busy one from minute to minute: look at ratios and counts first. What is told meanwhile goes to stderr, the table to stdout.

suites:
${listText(suites)}

flags:
  --quick           a short run with few rounds: does everything work? Not to be quoted
  --json FILE       the same as JSON, too; test/bench/report/document.ts says what is in it
  --budgets         exit code 1 where a budget is missed, and not only where a suite breaks
  --peer "COMMAND"  starts another injector, to be measured in the same run (suite admission); may be given many times
  --list            names, and what each needs here
  --help            this

examples:
  npm run -s bench -- --quick decide
  npm run -s bench -- monitor --json monitor.json
  KUBEBUILDER_ASSETS=FOLDER make bench     with the suites that need an API server
`;
}

/** With the reason why where one cannot run. */
export function listText(suites: readonly Suite[]): string {
  const width = Math.max(...suites.map(({ name }) => name.length));
  return suites
    .map((suite) => {
      const missing = suite.missing();
      const line = `  ${suite.name.padEnd(width)}  ${suite.about}`;
      return missing === undefined ? line : `${line}\n  ${" ".repeat(width)}  cannot run here: ${missing}`;
    })
    .join("\n");
}
