import { parseTime } from "@mount-monitor/contract";
import { formatAge } from "../live/age.ts";
import { onOneLine } from "./on-one-line.ts";
import type { MountReport, PodReport } from "./status-report.ts";

export interface TableOptions {
  readonly wide: boolean;
  /** With a column for it: more than one may be shown. */
  readonly namespaces: boolean;
}

/** One line of the table: a mount of a pod, or a pod without any. */
export interface StatusRow {
  readonly cells: readonly string[];
  /** The same without what only the clock changes: tells whether there is news. */
  readonly news: string;
  /** Which line it is, from look to look. */
  readonly key: string;
  /** Whose line it is. */
  readonly pod: string;
  /** It is about a mount, and not a pod without any. */
  readonly isMount: boolean;
  /** Pod and mount are as they should be. */
  readonly healthy: boolean;
  readonly colour: "green" | "yellow" | "red" | "dim";
}

const NOTHING = "-";
const NARROW = ["POD", "STATUS", "MOUNT", "STATE", "FAULT", "SINCE", "RESTARTED", "VERSION"];
const WIDE = ["WORKLOAD", "ACTION", "NODE", "MESSAGE"];

export function tableHead({ wide, namespaces }: TableOptions): readonly string[] {
  return [...(namespaces ? ["NAMESPACE"] : []), ...NARROW, ...(wide ? WIDE : [])];
}

export function rowsOf(pod: PodReport, options: TableOptions, nowMs: number): readonly StatusRow[] {
  const mounts = pod.mounts.length === 0 ? [undefined] : pod.mounts;
  return mounts.map((mount, index) => rowOf(pod, mount, index === 0, options, nowMs));
}

function rowOf(
  pod: PodReport,
  mount: MountReport | undefined,
  isFirst: boolean,
  { wide, namespaces }: TableOptions,
  nowMs: number,
): StatusRow {
  const age = (time: string | null | undefined) => ageOf(time, nowMs);
  const since = mount?.failingSince ?? (pod.state === "GateWaiting" ? pod.since : null);
  // What the pod as a whole has to say is said once.
  const message = together(mount?.lastError ?? "", isFirst ? pod.message : "");
  const cells = [
    ...(namespaces ? [pod.namespace] : []),
    pod.name,
    stateCell(pod, nowMs),
    mount?.path ?? NOTHING,
    mount?.status ?? NOTHING,
    mount?.fault ?? NOTHING,
    age(since) ?? NOTHING,
    restartCell(pod, nowMs),
    pod.monitor.version || NOTHING,
    ...(wide
      ? [
          pod.workload === null ? NOTHING : `${pod.workload.kind.toLowerCase()}/${pod.workload.name}`,
          mount === undefined || mount.onFailure !== "restart" ? (mount?.onFailure ?? NOTHING) : pod.action,
          pod.node ?? NOTHING,
          message || NOTHING,
        ]
      : []),
  ];
  return {
    cells: cells.map(onOneLine),
    key: `${pod.namespace}/${pod.name} ${mount?.path ?? ""}`,
    pod: `${pod.namespace}/${pod.name}`,
    isMount: mount !== undefined,
    news: JSON.stringify([
      pod.state,
      pod.paused,
      mount?.status,
      mount?.fault,
      pod.lastRestart?.time,
      pod.monitor.version,
    ]),
    healthy: pod.healthy,
    colour: colourOf(pod, mount),
  };
}

const GONE = "Gone";

/** The line that says that another is no more. `pod` is a line of its pod, which may go on without that mount. */
export function goneCells({ cells }: StatusRow, pod: StatusRow | undefined, options: TableOptions): readonly string[] {
  const status = options.namespaces ? 2 : 1;
  const [mount, state] = [status + 1, status + 2];
  return cells.map((cell, index) => {
    if (index === status) return pod?.cells[status] ?? GONE;
    if (index === state && pod !== undefined) return GONE;
    return index < status || index === mount ? cell : NOTHING;
  });
}

/** `Paused(1h59m)`: in one word, as scripts split lines at blanks. */
function stateCell({ state, paused }: PodReport, nowMs: number): string {
  if (state !== "Paused" || paused === null || paused.until === null) return state;
  return `${state}(${formatAge((parseTime(paused.until) ?? nowMs) - nowMs)})`;
}

function restartCell({ lastRestart }: PodReport, nowMs: number): string {
  if (lastRestart === null) return NOTHING;
  const age = ageOf(lastRestart.time, nowMs) ?? "";
  return lastRestart.fault === null ? `${age} ago` : `${age} ago (${lastRestart.fault})`;
}

function ageOf(time: string | null | undefined, nowMs: number): string | undefined {
  const ms = parseTime(time ?? "");
  return ms === undefined ? undefined : formatAge(nowMs - ms);
}

function colourOf({ state, healthy }: PodReport, mount: MountReport | undefined): StatusRow["colour"] {
  if (state === "Completed" || state === "Failed" || state === "Terminating") return "dim";
  if (mount?.status === "UNHEALTHY" || state === "CannotStart" || state === "RestartHeld") return "red";
  return healthy ? "green" : "yellow";
}

function together(...sentences: readonly string[]): string {
  return sentences.filter((sentence) => sentence !== "").join("; ");
}
