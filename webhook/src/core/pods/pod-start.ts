import { MS_PER_MINUTE, parseTime } from "@mount-monitor/contract";
import { records } from "../live/lists.ts";
import { at, record, text, word } from "../object-parts.ts";
import { GATE_NAME, MONITOR_NAME } from "../own-parts.ts";
import { isRecord, type RawObject } from "../raw-object.ts";

/** What the start of a pod waits for, so far as it is about gate and monitor. */
export interface PodStart {
  /** `gate`: it runs, or was started again, and its mounts do not answer. `container`: gate or monitor does not get to run. */
  readonly waitsFor: "gate" | "container";
  readonly since: string;
}

/** What a container says while others come first, or while it is made. */
export const NOT_YET = new Set(["PodInitializing", "ContainerCreating"]);
/** It ran, and ended: what it ran for decides. */
const RAN = "CrashLoopBackOff";
/** A monitor that ran for so long could be started; whatever keeps it now has begun since. */
const LONG_RUN_MS = 5 * MS_PER_MINUTE;

/** Undefined where nothing of ours is waited for. Never throws, whatever the object is. */
export function readPodStart(object: RawObject): PodStart | undefined {
  if (text(at(object, "spec", "nodeName")) === undefined) return undefined;
  const initial = named(at(object, "status", "initContainerStatuses"));
  const order = records(at(object, "spec", "initContainers")).map(({ name }) => word(name));
  const gateAt = order.indexOf(GATE_NAME);
  const gate = initial.get(GATE_NAME);
  if (gateAt >= 0 && gate !== undefined && !isDone(gate)) {
    const before = order.slice(0, gateAt).map((name) => initial.get(name) ?? {});
    if (!before.every(isDone)) return undefined;
    // The condition has the others in it, but is also there when they all run anew in the same pod.
    const since = firstStart(gate) ?? latest([falseSince(object, "Initialized"), ...before.map(doneSince)]);
    return since === undefined ? undefined : { waitsFor: hasRun(gate) ? "gate" : "container", since };
  }
  const monitor = initial.get(MONITOR_NAME) ?? named(at(object, "status", "containerStatuses")).get(MONITOR_NAME);
  const waiting = text(at(monitor ?? {}, "state", "waiting", "reason"));
  if (monitor === undefined || waiting === undefined || NOT_YET.has(waiting)) return undefined;
  const monitorAt = order.indexOf(MONITOR_NAME);
  const before = monitorAt < 0 ? order : order.slice(0, monitorAt);
  // Not since its last end: one that keeps ending would always have ended just now.
  const since = latest([
    falseSince(object, "Ready"),
    endOfLongRun(monitor),
    ...before.map((name) => doneSince(initial.get(name) ?? {})),
  ]);
  return since === undefined ? undefined : { waitsFor: "container", since };
}

/** It ended well, or is a sidecar that has started. */
function isDone(status: RawObject): boolean {
  return at(status, "state", "terminated", "exitCode") === 0 || status["started"] === true;
}

function hasRun(status: RawObject): boolean {
  const state = record(status["state"]);
  if (isRecord(state["running"]) || isRecord(state["terminated"])) return true;
  return at(state, "waiting", "reason") === RAN || Number(word(status["restartCount"])) > 0;
}

/** Undefined where it was started more often: only the last of its starts is known then. */
function firstStart(status: RawObject): string | undefined {
  if (Number(word(status["restartCount"])) > 0) return undefined;
  return text(at(status, "state", "running", "startedAt")) ?? text(at(status, "state", "terminated", "startedAt"));
}

/** Since when those after it may start, so far as it says. */
function doneSince(status: RawObject): string | undefined {
  return text(at(status, "state", "terminated", "finishedAt")) ?? firstStart(status);
}

function endOfLongRun(status: RawObject): string | undefined {
  const { startedAt, finishedAt } = record(at(status, "lastState", "terminated"));
  const ranMs = (parseTime(text(finishedAt) ?? "") ?? NaN) - (parseTime(text(startedAt) ?? "") ?? NaN);
  return ranMs >= LONG_RUN_MS ? text(finishedAt) : undefined;
}

function latest(times: readonly (string | undefined)[]): string | undefined {
  const known = times.flatMap((time) => (time === undefined ? [] : [{ time, ms: parseTime(time) ?? -Infinity }]));
  return known.toSorted((a, b) => b.ms - a.ms)[0]?.time;
}

/** Since when the pod is not so; since its start where it does not say. */
function falseSince(object: RawObject, condition: string): string | undefined {
  const found = records(at(object, "status", "conditions")).find(
    ({ type, status }) => type === condition && status === "False",
  );
  return text(found?.["lastTransitionTime"]) ?? text(at(object, "status", "startTime"));
}

function named(statuses: unknown): Map<string, RawObject> {
  return new Map(records(statuses).map((status) => [word(status["name"]), status]));
}
