import type { BenchDocument, FigureReport, SuiteReport } from "./document.ts";
import { formatNumber, formatValue } from "./format-value.ts";

const HEADS = ["figure", "value", "beside it", "ratio", "budget"] as const;
const LONGEST_NAME = 64;

/** The document for people: one table, with a part for each suite. Notes stand below the part that they belong to. */
export function renderTable({ machine, versions, quick, suites }: BenchDocument): string {
  const rows = suites.flatMap(({ figures }) => figures.filter(isRow).map(cells));
  const widths = HEADS.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        column === 1 || column === 3 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return [
    `machine   ${machine.cpu}, ${machine.cores} cores, ${formatNumber(machine.memoryGb)} GB, ${machine.kernel}`,
    `versions  ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", ")}`,
    ...(quick ? ["a quick run: it shows that everything works, and is not to be quoted"] : []),
    "",
    line(HEADS),
    line(widths.map((width) => "-".repeat(width))),
    ...suites.flatMap((suite) => suiteLines(suite, line)),
    verdict(suites),
  ].join("\n");
}

function suiteLines(suite: SuiteReport, line: (row: readonly string[]) => string): readonly string[] {
  const notes = [...new Set(suite.figures.flatMap(({ note }) => note ?? []))];
  return [
    `${suite.name}: ${suite.about}`,
    ...suite.figures.filter(isRow).map((figure) => line(cells(figure))),
    ...curveLines(suite.figures.filter((figure) => !isRow(figure))),
    ...notes.map((note) => `  - ${note}`),
    ...(suite.missing === undefined ? [] : [`  did not run: ${suite.missing}`]),
    ...(suite.failed === undefined ? [] : [`  broke: ${suite.failed}`]),
    "",
  ];
}

/** A point that is held against nothing stands in the line of its curve. */
function isRow({ point, baseline, budget }: FigureReport): boolean {
  return point === undefined || baseline !== undefined || budget !== undefined;
}

function curveLines(points: readonly FigureReport[]): readonly string[] {
  const curves = Map.groupBy(points, ({ point, unit }) => `${point?.series} by ${point?.of}, ${unit}`);
  return [...curves].map(
    ([name, points]) =>
      `  ${name}: ${points.map(({ point, value }) => `${formatNumber(point?.x ?? 0)}: ${formatNumber(value)}`).join("  ")}`,
  );
}

function cells(figure: FigureReport): readonly string[] {
  const { name, value, unit, baseline, ratio, budget } = figure;
  return [
    `  ${name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name}`,
    formatValue(value, unit),
    baseline === undefined ? "" : `${formatValue(baseline.value, unit)} ${baseline.name}`,
    ratio === undefined ? "" : formatValue(ratio, "ratio"),
    budget === undefined ? "" : budgetCell(figure, budget),
  ];
}

function budgetCell({ unit }: FigureReport, { of, atMost, met }: NonNullable<FigureReport["budget"]>): string {
  const limit = of === "ratio" ? formatValue(atMost, "ratio") : formatValue(atMost, unit);
  return `${met ? "met" : "MISSED"}: at most ${limit}`;
}

function verdict(suites: readonly SuiteReport[]): string {
  const budgets = suites.flatMap(({ name, figures }) =>
    figures.flatMap((figure) => (figure.budget ? [{ name, figure, met: figure.budget.met }] : [])),
  );
  const missed = budgets.filter(({ met }) => !met);
  const counted = `${budgets.length - missed.length} of ${budgets.length} budgets are met`;
  if (missed.length === 0) return counted;
  return [
    `${counted}; missed:`,
    ...missed.map(({ name, figure }) => `  ${name}: ${figure.name}: ${formatValue(figure.value, figure.unit)}`),
  ].join("\n");
}
