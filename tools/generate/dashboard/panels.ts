/** Panels of Grafana, as far as the dashboard needs them. What is not said is Grafana's default. */

export type Unit = "short" | "s" | "bytes" | "ops" | "percentunit" | "dateTimeFromNow";

export interface Query {
  readonly expr: string;
  /** Name of a line; empty for a table, or where there is only one. */
  readonly legend?: string;
}

interface Basics {
  readonly title: string;
  /** What it means, and what to do: shown on the panel's corner. */
  readonly description: string;
  readonly queries: readonly Query[];
  /** Of 24. */
  readonly width: number;
  readonly unit?: Unit;
}

/** A value turns to this colour from there on. */
export interface Step {
  readonly from: number | null;
  readonly color: "green" | "orange" | "red" | "blue" | "text";
}

export type PanelSpec =
  | (Basics & { readonly t: "stat"; readonly steps: readonly Step[] })
  | (Basics & { readonly t: "lines"; readonly stacked?: boolean; readonly colors?: Readonly<Record<string, string>> })
  | (Basics & { readonly t: "table"; readonly columns: readonly string[] });

export interface RowSpec {
  readonly title: string;
  readonly panels: readonly PanelSpec[];
}

export const DATASOURCE = { type: "prometheus", uid: "${datasource}" } as const;

interface Place {
  readonly id: number;
  readonly gridPos: { readonly h: number; readonly w: number; readonly x: number; readonly y: number };
}

const HEIGHT = { stat: 4, lines: 8, table: 8 } as const;

export function heightOf({ t }: PanelSpec): number {
  return HEIGHT[t];
}

export function renderPanel(spec: PanelSpec, place: Place): object {
  const basics = {
    ...place,
    title: spec.title,
    description: spec.description,
    datasource: DATASOURCE,
    targets: spec.queries.map(({ expr, legend }, index) => ({
      refId: String.fromCodePoint("A".codePointAt(0)! + index),
      datasource: DATASOURCE,
      expr,
      ...(spec.t === "lines" ? { range: true, legendFormat: legend ?? "__auto" } : { instant: true, range: false }),
      ...(spec.t === "table" ? { format: "table" } : {}),
      ...(spec.t === "stat" && legend !== undefined ? { legendFormat: legend } : {}),
    })),
  };
  switch (spec.t) {
    case "stat":
      return {
        type: "stat",
        ...basics,
        fieldConfig: {
          defaults: { unit: spec.unit ?? "short", noValue: "0", thresholds: thresholds(spec.steps) },
          overrides: [],
        },
        options: {
          colorMode: "background",
          graphMode: "none",
          textMode: "value",
          reduceOptions: { calcs: ["lastNotNull"] },
        },
      };
    case "lines":
      return {
        type: "timeseries",
        ...basics,
        fieldConfig: {
          defaults: {
            unit: spec.unit ?? "short",
            min: 0,
            custom: { fillOpacity: spec.stacked ? 40 : 5, stacking: { mode: spec.stacked ? "normal" : "none" } },
          },
          overrides: Object.entries(spec.colors ?? {}).map(([name, color]) => ({
            matcher: { id: "byName", options: name },
            properties: [{ id: "color", value: { mode: "fixed", fixedColor: color } }],
          })),
        },
        options: { legend: { displayMode: "list", placement: "bottom" }, tooltip: { mode: "multi", sort: "desc" } },
      };
    case "table":
      return {
        type: "table",
        ...basics,
        fieldConfig: { defaults: { unit: spec.unit ?? "short", noValue: "none" }, overrides: [] },
        options: { showHeader: true },
        transformations: [{ id: "organize", options: columns(spec.columns, spec.unit) }],
      };
  }
}

function thresholds(steps: readonly Step[]): object {
  return { mode: "absolute", steps: steps.map(({ from, color }) => ({ value: from, color })) };
}

/** Only these, in this order; the value last where it says something. */
function columns(names: readonly string[], unit: Unit | undefined): object {
  const shown = unit === undefined ? names : [...names, "Value"];
  return {
    indexByName: Object.fromEntries(shown.map((name, index) => [name, index])),
    includeByName: Object.fromEntries(shown.map((name) => [name, true])),
  };
}
