import { at, record, text } from "../object-parts.ts";
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

/** Undefined where nothing of ours is waited for. Never throws, whatever the object is. */
export function readPodStart(object: RawObject): PodStart | undefined {
  if (text(at(object, "spec", "nodeName")) === undefined) return undefined;
  const initial = named(at(object, "status", "initContainerStatuses"));
  const order = list(at(object, "spec", "initContainers")).map(({ name }) => String(name));
  const gateAt = order.indexOf(GATE_NAME);
  const gate = initial.get(GATE_NAME);
  // Also when they run anew in the same pod.
  const since = falseSince(object, "Initialized");
  if (gateAt >= 0 && gate !== undefined && !isDone(gate)) {
    const isTurn = order.slice(0, gateAt).every((name) => isDone(initial.get(name) ?? {}));
    if (!isTurn || since === undefined) return undefined;
    return { waitsFor: hasRun(gate) ? "gate" : "container", since };
  }
  const monitor = initial.get(MONITOR_NAME) ?? named(at(object, "status", "containerStatuses")).get(MONITOR_NAME);
  const waiting = text(at(monitor ?? {}, "state", "waiting", "reason"));
  if (waiting === undefined || NOT_YET.has(waiting)) return undefined;
  // Not since its last end: one that keeps ending would always have ended just now.
  const unready = falseSince(object, "Ready");
  return unready === undefined ? undefined : { waitsFor: "container", since: unready };
}

/** It ended well, or is a sidecar that has started. */
function isDone(status: RawObject): boolean {
  return at(status, "state", "terminated", "exitCode") === 0 || status["started"] === true;
}

function hasRun(status: RawObject): boolean {
  const state = record(status["state"]);
  if (isRecord(state["running"]) || isRecord(state["terminated"])) return true;
  return at(state, "waiting", "reason") === RAN || Number(status["restartCount"]) > 0;
}

/** Since when the pod is not so; since its start where it does not say. */
function falseSince(object: RawObject, condition: string): string | undefined {
  const found = list(at(object, "status", "conditions")).find(
    ({ type, status }) => type === condition && status === "False",
  );
  return text(found?.["lastTransitionTime"]) ?? text(at(object, "status", "startTime"));
}

function named(statuses: unknown): Map<string, RawObject> {
  return new Map(list(statuses).map((status) => [String(status["name"]), status]));
}

function list(value: unknown): RawObject[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
