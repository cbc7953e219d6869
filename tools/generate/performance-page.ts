import { renderCharts } from "../../test/bench/plot/charts.ts";
import { renderBudgets, renderFigures, renderSource } from "../../test/bench/plot/figure-tables.ts";
import { readDocument } from "../../test/bench/report/read-document.ts";
import { replaceBetweenMarks } from "./settings-table.ts";

const PAGE = "docs/performance.md";
const SUITES = ["images", "decide", "served", "monitor", "restart", "cluster", "admission", "node"];

/** Tables and plots of docs/performance.md, from the figures of a run that are beside them. */
export function performancePages(read: (file: string) => string): ReadonlyArray<readonly [string, string]> {
  const figures = readDocument(read("docs/performance/figures.json"));
  if (!figures.ok) throw new Error(`failed to read docs/performance/figures.json: ${figures.error}; do: make bench`);
  const { document } = figures;
  const plots = renderCharts(document);
  const section = (name: string) =>
    [
      renderFigures(document, name),
      ...plots.filter(({ suite }) => suite === name).map(({ title, file }) => `![${title}](performance/${file})`),
    ].join("\n\n");
  const parts: ReadonlyArray<readonly [string, string]> = [
    ["source", renderSource(document)],
    ["budgets", renderBudgets(document)],
    ...SUITES.map((name) => [name, section(name)] as const),
  ];
  const page = parts.reduce((text, [name, content]) => replaceBetweenMarks(text, name, content), read(PAGE));
  return [[PAGE, page], ...plots.map(({ file, svg }) => [`docs/performance/${file}`, svg] as const)];
}
