import {
  EXIT,
  type Mode,
  MS_PER_SECOND,
  type OnFailure,
  parseTime,
  PAUSE_REASON_ANNOTATION,
  type RestartAction,
} from "@mount-monitor/contract";
import { records } from "../live/lists.ts";
import { type PodPause, readPodPause } from "../live/pause-annotation.ts";
import { type PodFacts, readPod } from "../live/pod-facts.ts";
import { at, record, text } from "../object-parts.ts";
import { ownContainers, readOwnConfig } from "../pods/own-config.ts";
import { GATE_NAME, MONITOR_NAME } from "../own-parts.ts";
import type { RawObject } from "../raw-object.ts";

export interface ConfiguredMount {
  readonly path: string;
  readonly name: string;
  readonly onFailure: OnFailure;
}

/** A pod with gate and monitor, as far as its object tells. */
export interface MonitoredPod extends PodFacts {
  readonly phase: string;
  /** It carries a monitor, not just a gate. */
  readonly monitored: boolean;
  readonly mode: Mode;
  readonly action: RestartAction;
  readonly mounts: readonly ConfiguredMount[];
  readonly pause: PodPause | undefined;
  readonly pauseReason: string | undefined;
  /** When it was told to go; undefined while nobody told it. */
  readonly goingSinceMs: number | undefined;
  /** What the kubelet hears from the monitor's readiness; undefined while it has not asked. */
  readonly monitorReady: boolean | undefined;
  /** The last thing that a gate said which has given up. */
  readonly gateSaid: string | undefined;
  /** Restarts that are known of the pod itself: those in place, and those of its predecessors that it was told of. */
  readonly restartsMs: readonly number[];
  /** `ReplicaSet/plex-5d8f`, as its monitor knows it. */
  readonly owner: string | undefined;
}

const ON_FAILURE: readonly OnFailure[] = ["restart", "unready", "report"];

/** Undefined for a pod that carries neither gate nor monitor. Never throws, whatever the object is. */
export function readMonitoredPod(object: RawObject, nowMs: number): MonitoredPod | undefined {
  const facts = readPod(object);
  if (facts === undefined || !facts.carries) return undefined;
  const { gate: gateContainer, monitor: monitorContainer } = ownContainers(object);
  // The monitor knows all that the gate does.
  const config = readOwnConfig(monitorContainer ?? gateContainer);
  const statuses = [
    ...records(at(object, "status", "initContainerStatuses")),
    ...records(at(object, "status", "containerStatuses")),
  ];
  const monitor = statuses.find(({ name }) => name === MONITOR_NAME);
  const gate = statuses.find(({ name }) => name === GATE_NAME);
  return {
    ...facts,
    phase: text(at(object, "status", "phase")) ?? "",
    monitored: facts.health !== undefined,
    mode: config["mode"] === "observe" ? "observe" : "enforce",
    action: facts.injected?.action ?? "none",
    mounts: records(config["mounts"]).flatMap(readMount),
    pause: readPodPause(object, nowMs),
    pauseReason: text(at(object, "metadata", "annotations", PAUSE_REASON_ANNOTATION)),
    goingSinceMs: goingSince(object),
    monitorReady: typeof monitor?.["ready"] === "boolean" ? monitor["ready"] : undefined,
    gateSaid: lastWords(gate),
    restartsMs: restartsOf(config, monitor),
    owner: facts.injected?.workload,
  };
}

/** The time of deletion is that at which its grace period ends. */
function goingSince(object: RawObject): number | undefined {
  const endMs = parseTime(text(at(object, "metadata", "deletionTimestamp")) ?? "");
  const graceSeconds = at(object, "metadata", "deletionGracePeriodSeconds");
  if (endMs === undefined || typeof graceSeconds !== "number") return endMs;
  return endMs - graceSeconds * MS_PER_SECOND;
}

function readMount(mount: RawObject): ConfiguredMount[] {
  const path = text(mount["path"]);
  if (path === undefined) return [];
  const onFailure = ON_FAILURE.find((known) => known === mount["onFailure"]) ?? "restart";
  return [{ path, name: text(mount["name"]) ?? path, onFailure }];
}

function lastWords(gate: RawObject | undefined): string | undefined {
  const ends = [at(gate ?? {}, "state", "terminated"), at(gate ?? {}, "lastState", "terminated")].map(record);
  return ends.filter(({ exitCode }) => exitCode !== 0).flatMap(({ message }) => text(message) ?? [])[0];
}

function restartsOf(config: RawObject, monitor: RawObject | undefined): readonly number[] {
  const told = at(config, "watchdog", "recentRestarts");
  const end = record(at(monitor ?? {}, "lastState", "terminated"));
  const times = [
    ...(Array.isArray(told) ? told : []),
    ...(end["exitCode"] === EXIT.restartAllContainers ? [end["finishedAt"]] : []),
  ];
  return times.flatMap((time) => parseTime(text(time) ?? "") ?? []);
}
