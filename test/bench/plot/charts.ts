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
    title: "Deciding about a pod",
    xLabel: OF_POD,
    yLabel: "median time, ms",
    curves: byPod("deciding"),
  },
  {
    file: "allocated.svg",
    title: "Allocated for a decision",
    xLabel: OF_POD,
    yLabel: "allocated, KiB",
    curves: byPod("allocated"),
  },
  { file: "patch.svg", title: "Size of the patch", xLabel: OF_POD, yLabel: "patch, KiB", curves: byPod("patch") },
  {
    file: "checks.svg",
    title: "CPU per check, each mount ten times a second",
    xLabel: "mounts",
    yLabel: "CPU per check, ms",
    curves: [{ name: "monitor", series: "CPU per check", of: "mounts" }],
    limit: { name: "budget: 1 ms", y: 1 },
  },
  {
    file: "monitor-memory.svg",
    title: "Memory of a monitor, each mount ten times a second",
    xLabel: "mounts",
    yLabel: RESIDENT,
    curves: [{ name: "monitor", series: "resident memory", of: "mounts" }],
    limit: { name: "budget at 30 s: 60 MB", y: 60 },
  },
  {
    file: "instances.svg",
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

/** Files of plots with what is in them. */
export function renderCharts(document: BenchDocument): ReadonlyArray<readonly [file: string, svg: string]> {
  const figures = document.suites.flatMap(({ figures }) => figures);
  return CHARTS.map(({ file, curves, ...chart }) => {
    const series = curves.map((curve) => readCurve(figures, curve, file));
    return [file, renderLineChart({ ...chart, series })];
  });
}

function readCurve(figures: readonly FigureReport[], { name, series, of, baseline }: Curve, file: string): ChartSeries {
  const points = figures.flatMap(({ point, value, baseline: beside }) => {
    const y = baseline ? beside?.value : value;
    return point?.series === series && point.of === of && y !== undefined ? [{ x: point.x, y }] : [];
  });
  if (points.length === 0)
    throw new Error(
      `failed to draw ${file}: no figure is a point of ${series} by ${of}; measure all suites, with KUBEBUILDER_ASSETS`,
    );
  return { name, points };
}
