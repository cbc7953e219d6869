/** The Grafana dashboard of the chart, as JSON. */
import { DATASOURCE, heightOf, type PanelSpec, renderPanel } from "./panels.ts";
import { ROWS } from "./rows.ts";

const COLUMNS = 24;

export function dashboard(): string {
  const panels: object[] = [];
  let y = 0;
  for (const { title, panels: specs } of ROWS) {
    panels.push({
      id: panels.length + 1,
      type: "row",
      title,
      collapsed: false,
      gridPos: { h: 1, w: COLUMNS, x: 0, y },
      panels: [],
    });
    y++;
    for (const line of lines(specs)) {
      let x = 0;
      for (const spec of line) {
        const gridPos = { h: heightOf(spec), w: spec.width, x, y };
        panels.push(renderPanel(spec, { id: panels.length + 1, gridPos }));
        x += spec.width;
      }
      y += Math.max(...line.map(heightOf));
    }
  }
  const document = {
    uid: "mount-monitor",
    title: "mount-monitor",
    description: "Mounts of pods, what is done about those that die, and the webhook.",
    tags: ["mount-monitor"],
    schemaVersion: 39,
    editable: true,
    graphTooltip: 1,
    refresh: "1m",
    time: { from: "now-6h", to: "now" },
    templating: { list: variables() },
    panels,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** As many to a line as fit. */
function lines(specs: readonly PanelSpec[]): PanelSpec[][] {
  const result: PanelSpec[][] = [];
  let room = 0;
  for (const spec of specs) {
    if (spec.width > room) {
      result.push([]);
      room = COLUMNS;
    }
    result.at(-1)?.push(spec);
    room -= spec.width;
  }
  return result;
}

function variables(): object[] {
  const choice = (name: string, query: string) => ({
    name,
    type: "query",
    datasource: DATASOURCE,
    query: { query, refId: name },
    definition: query,
    multi: true,
    includeAll: true,
    allValue: ".*",
    current: { text: "All", value: "$__all" },
    refresh: 2,
    sort: 1,
  });
  return [
    { name: "datasource", type: "datasource", query: "prometheus", current: {} },
    choice("namespace", "label_values(mount_monitor_mount_status, namespace)"),
    choice("pod", `label_values(mount_monitor_mount_status{namespace=~"$namespace"}, pod)`),
  ];
}
