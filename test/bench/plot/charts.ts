import type { BenchDocument, FigureReport } from "../report/document.ts";
import { renderLineChart, type ChartSeries, type LineChart } from "./line-chart.ts";

interface Curve {
  readonly name: string;
  /** Which points, as figures have them. */
  readonly series: string;
  readonly of: string;
  /** Whether it is what was measured beside them. */
  readonly baseline?: true;
}

interface ChartPlan extends Omit<LineChart, "series"> {
  readonly file: string;
  /** Whose figures are its points. */
  readonly suite: string;
  readonly curves: readonly Curve[];
}

const GROWING = ["monitored paths", "containers", "volumes", "annotations"];
const byPod = (series: string) => GROWING.map((of) => ({ name: of, series, of }));
const OF_POD = "how many of them the pod has, everything else being small";
const RESIDENT = "resident memory, MB";

/** The plots of docs/performance.md. */
export const CHARTS: readonly ChartPlan[] = [
  {
    file: "deciding.svg",
    suite: "decide",
    title: "Deciding about a pod",
    xLabel: OF_POD,
    yLabel: "median time, ms",
    curves: byPod("deciding"),
  },
  {
    file: "allocated.svg",
    suite: "decide",
    title: "Allocated for a decision",
    xLabel: OF_POD,
    yLabel: "allocated, KiB",
    curves: byPod("allocated"),
  },
  {
    file: "patch.svg",
    suite: "decide",
    title: "Size of the patch",
    xLabel: OF_POD,
    yLabel: "patch, KiB",
    curves: byPod("patch"),
  },
  {
    file: "checks.svg",
    suite: "monitor",
    title: "CPU per check, each mount ten times a second",
    xLabel: "mounts",
    yLabel: "CPU per check, ms",
    curves: [{ name: "monitor", series: "CPU per check", of: "mounts" }],
    limit: { name: "budget: 1 ms", y: 1 },
  },
  {
    file: "monitor-memory.svg",
    suite: "monitor",
    title: "Memory of a monitor, each mount ten times a second",
    xLabel: "mounts",
    yLabel: RESIDENT,
    curves: [{ name: "monitor", series: "resident memory", of: "mounts" }],
    limit: { name: "budget at 30 s: 60 MB", y: 60 },
  },
  {
    file: "instances.svg",
    suite: "monitor",
    title: "Memory of each monitor on a node",
    xLabel: "monitors on the node",
    yLabel: "proportional memory of each, MB",
    curves: [
      { name: "monitor", series: "monitor, proportional", of: "instances" },
      { name: "bare node:http", series: "monitor, proportional", of: "instances", baseline: true },
    ],
    limit: { name: "budget at 20: 16 MB", y: 16 },
  },
  {
    file: "pods-followed.svg",
    suite: "cluster",
    title: "Memory for following a cluster",
    xLabel: "injected pods that are followed",
    yLabel: RESIDENT,
    curves: [
      { name: "following, and nothing else", series: "following alone", of: "pods followed" },
      { name: "the same process before", series: "following alone", of: "pods followed", baseline: true },
    ],
  },
  {
    file: "reviews.svg",
    suite: "served",
    title: "Memory of the webhook over reviews",
    xLabel: "reviews answered",
    yLabel: RESIDENT,
    curves: [
      { name: "without a cluster", series: "without a cluster", of: "reviews" },
      { name: "with 2,000 pods followed", series: "with 2000 pods followed", of: "reviews" },
    ],
    limit: { name: "budget: 110 MB", y: 110 },
  },
];

export interface Plot {
  readonly file: string;
  readonly suite: string;
  readonly title: string;
  readonly svg: string;
}

/** Those that there are points for: a curve that was not measured is left out, and a plot without a curve as well. */
export function renderCharts({ suites }: BenchDocument): readonly Plot[] {
  const figures = suites.flatMap(({ figures }) => figures);
  return CHARTS.flatMap(({ file, suite, curves, ...chart }) => {
    const series = curves.map((curve) => readCurve(figures, curve)).filter(({ points }) => points.length > 0);
    return series.length === 0 ? [] : [{ file, suite, title: chart.title, svg: renderLineChart({ ...chart, series }) }];
  });
}

function readCurve(figures: readonly FigureReport[], { name, series, of, baseline }: Curve): ChartSeries {
  const points = figures.flatMap(({ point, value, baseline: beside }) => {
    const y = baseline ? beside?.value : value;
    return point?.series === series && point.of === of && y !== undefined ? [{ x: point.x, y }] : [];
  });
  return { name, points };
}
