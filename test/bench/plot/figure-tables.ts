import type { BenchDocument, FigureReport } from "../report/document.ts";
import { formatValue } from "../report/format-value.ts";

/** Where and with what the figures were taken, as a sentence. */
export function renderSource({ machine, versions, quick }: BenchDocument): string {
  const { cpu, cores, memoryGb, kernel } = machine;
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const caution = quick ? " Some of it was a short run: it shows that everything works, and is not to be quoted." : "";
  return `${cpu}, ${cores} cores, ${Math.round(memoryGb)} GB, ${kernel}; ${named.join(", ")}.${caution}`;
}

/** The figures of one suite as a table of Markdown, with its notes. Points that are in a plot alone are left out. */
export function renderFigures({ suites }: BenchDocument, name: string): string {
  const suite = suites.find((suite) => suite.name === name);
  if (suite === undefined || suite.figures.length === 0)
    return `It was no part of this run: \`make bench-${name}\` prints the figures of your machine.`;
  const shown = suite.figures.filter(({ point, baseline, budget }) => !point || baseline || budget);
  const notes = [...new Set(shown.flatMap(({ note }) => note ?? []))];
  return [
    "| figure | value | beside it | ratio | budget |",
    "|---|--:|--:|--:|---|",
    ...shown.map(row),
    ...(notes.length === 0 ? [] : ["", ...notes.map((note) => `- ${capital(note)}.`)]),
  ].join("\n");
}

/** Every promise of all suites, and whether it is kept. */
export function renderBudgets({ suites }: BenchDocument): string {
  const rows = suites.flatMap(({ name, figures }) =>
    figures.flatMap((figure) => {
      const { budget, value, unit, baseline, ratio } = figure;
      if (budget === undefined) return [];
      const isRatio = budget.of === "ratio" && ratio !== undefined;
      const measured = isRatio
        ? `${formatValue(ratio, "ratio")} ${baseline?.name ?? ""}`.trimEnd()
        : formatValue(value, unit);
      const verdict = budget.met ? "met" : "**missed**";
      return [`| ${figure.name} | ${measured} | ${limitOf(figure)} | ${verdict} | \`make bench-${name}\` |`];
    }),
  );
  // What is measured beside each of many is told once where it is promised of the value alone.
  return ["| what | measured | at most | | command |", "|---|--:|--:|---|---|", ...new Set(rows)].join("\n");
}

function row(figure: FigureReport): string {
  const { name, value, unit, baseline, ratio, budget } = figure;
  const cells = [
    name,
    formatValue(value, unit),
    baseline === undefined ? "" : `${formatValue(baseline.value, unit)} (${baseline.name})`,
    ratio === undefined ? "" : formatValue(ratio, "ratio"),
    budget === undefined ? "" : `${limitOf(figure)}: ${budget.met ? "met" : "**missed**"}`,
  ];
  return `| ${cells.join(" | ")} |`;
}

function limitOf({ unit, budget }: FigureReport): string {
  return budget === undefined ? "" : formatValue(budget.atMost, budget.of === "ratio" ? "ratio" : unit);
}

function capital(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
