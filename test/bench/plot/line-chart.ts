import { mark, round } from "./marks.ts";
import { SERIES_LIMIT, styleSheet } from "./style.ts";
import { tickText, ticksTo } from "./ticks.ts";

export interface ChartSeries {
  readonly name: string;
  readonly points: ReadonlyArray<{ readonly x: number; readonly y: number }>;
}

export interface LineChart {
  readonly title: string;
  /** With its unit, as is that of `yLabel`. */
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly ChartSeries[];
  /** A line across that no curve is to pass. */
  readonly limit?: { readonly name: string; readonly y: number };
}

const WIDTH = 720;
const HEIGHT = 400;
const PLOT = { left: 68, top: 78, right: 696, bottom: 344 };
/** Of a letter at 12 px, on average. */
const LETTER = 6.4;

/** An image of its own: both axes begin at zero, so that what grows by little looks so. */
export function renderLineChart(chart: LineChart): string {
  const { title, series, limit } = chart;
  if (series.length > SERIES_LIMIT)
    throw new Error(`${title} has ${series.length} curves; ${SERIES_LIMIT} can be told apart`);
  const points = series.flatMap(({ points }) => points);
  const xTicks = ticksTo(Math.max(0, ...points.map(({ x }) => x)), 8);
  const yTicks = ticksTo(Math.max(0, limit?.y ?? 0, ...points.map(({ y }) => y)), 6);
  const x = scale(xTicks, PLOT.left, PLOT.right);
  const y = scale(yTicks, PLOT.bottom, PLOT.top);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${escape(title)}</title>`,
    `<desc id="desc">${escape(describe(chart))}</desc>`,
    `<style>\n${styleSheet()}\n</style>`,
    `<rect class="back" width="${WIDTH}" height="${HEIGHT}" rx="6"/>`,
    text("title text", PLOT.left, 30, title),
    ...legend(series),
    ...yTicks.flatMap((tick) => [
      `<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${y(tick)}" y2="${y(tick)}"/>`,
      text("quiet", PLOT.left - 8, y(tick) + 4, tickText(tick), "end"),
    ]),
    ...xTicks.flatMap((tick) => [
      `<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${PLOT.bottom}" y2="${PLOT.bottom + 5}"/>`,
      text("quiet", x(tick), PLOT.bottom + 20, tickText(tick), "middle"),
    ]),
    text("text", (PLOT.left + PLOT.right) / 2, HEIGHT - 14, chart.xLabel, "middle"),
    `<text class="text" text-anchor="middle" transform="translate(18 ${(PLOT.top + PLOT.bottom) / 2}) rotate(-90)">${escape(chart.yLabel)}</text>`,
    ...(limit === undefined
      ? []
      : [
          `<line class="limit" x1="${PLOT.left}" x2="${PLOT.right}" y1="${y(limit.y)}" y2="${y(limit.y)}"/>`,
          text("limit-text", PLOT.right, y(limit.y) - 6, limit.name, "end"),
        ]),
    ...series.flatMap(({ points }, index) => {
      const sorted = points.toSorted((a, b) => a.x - b.x);
      const line = sorted.map((point) => `${x(point.x)},${y(point.y)}`).join(" ");
      return [
        `<polyline class="line s${index}" points="${line}"/>`,
        ...sorted.map((point) => mark(index, x(point.x), y(point.y))),
      ];
    }),
    "</svg>",
    "",
  ].join("\n");
}

function scale(ticks: readonly number[], from: number, to: number): (value: number) => number {
  const max = ticks.at(-1) ?? 1;
  return (value) => round(from + (value / max) * (to - from));
}

function legend(series: readonly ChartSeries[]): readonly string[] {
  let left = PLOT.left;
  return series.flatMap(({ name }, index) => {
    const at = left;
    left += 40 + name.length * LETTER;
    return [
      `<line class="line s${index}" x1="${round(at)}" x2="${round(at + 20)}" y1="50" y2="50"/>`,
      mark(index, at + 10, 50),
      text("text", at + 26, 54, name),
    ];
  });
}

/** For those who cannot see it. */
function describe({ xLabel, yLabel, series }: LineChart): string {
  const ends = series.map(({ name, points }) => {
    const [first, last] = [points[0], points.at(-1)];
    return `${name} from ${first?.y.toFixed(2)} at ${first?.x} to ${last?.y.toFixed(2)} at ${last?.x}`;
  });
  return `${yLabel} over ${xLabel}: ${ends.join("; ")}`;
}

function text(style: string, x: number, y: number, words: string, anchor = "start"): string {
  return `<text class="${style}" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escape(words)}</text>`;
}

function escape(words: string): string {
  return words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
