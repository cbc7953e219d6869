import { formatTime, parseTime } from "@mount-monitor/contract";
import { formatAge } from "../live/age.ts";
import { formatMoment } from "../live/span.ts";
import type { MonitoredPod } from "./monitored-pod.ts";
import type { RestartAnswer } from "./monitor-answer.ts";
import type { SeenPod } from "./seen-pod.ts";

/** Every state that a pod may be in, for people and for `--output json`. Words are only ever added. */
export const POD_STATES = {
  Running: "gate and monitor did, or do, what they should",
  Observing: "the same as Running, with `mode: observe`: nothing is held back or restarted",
  Paused: "no restart while the annotation `mount-monitor.io/pause` holds; until when stands in parentheses",
  NotReady: "the monitor keeps the pod out of its Services, since a mount is not healthy or not yet known",
  RestartDue: "a mount stays dead, and the pod is about to be restarted",
  RestartHeld: "a restart is due, and something holds it back: the budget, mostly",
  Restarting: "the monitor calls for the restart, or was heard; the pod goes in a moment",
  NotReachable: "the monitor did not answer through the API server",
  GateWaiting: "the gate holds the app back until its mounts answer",
  CannotStart: "the container of gate or monitor cannot be started",
  Pending: "the pod has not started yet",
  Terminating: "the pod was told to go",
  Completed: "the pod ran to its end",
  Failed: "the pod ran to an end that is a failure",
} as const;

export type PodStateName = keyof typeof POD_STATES;

export interface PodState {
  readonly name: PodStateName;
  /** When it began; undefined where nothing tells. */
  readonly sinceMs: number | undefined;
  /** One sentence; empty where the name says it all. */
  readonly message: string;
}

/** What there is to say about the pod as a whole; the first that holds counts. */
export function podStateOf({ pod, heard }: SeenPod, nowMs: number): PodState {
  if (pod.phase === "Succeeded") return state("Completed");
  if (pod.phase === "Failed") return state("Failed");
  if (pod.deletionTimestamp !== undefined) return state("Terminating", "", pod.goingSinceMs);
  const [stuck] = pod.stuck;
  if (stuck !== undefined) {
    const said = stuck.message === "" ? "" : `: ${stuck.message}`;
    const gate = pod.gateSaid === undefined ? "" : `; the gate said: ${pod.gateSaid}`;
    return state("CannotStart", `container ${stuck.container} waits: ${stuck.reason}${said}${gate}`);
  }
  if (pod.gateSince !== undefined) {
    const log = `kubectl -n ${pod.namespace} logs ${pod.name} -c mount-monitor-gate`;
    return state("GateWaiting", `the gate holds the app back; what for says ${log}`, parseTime(pod.gateSince));
  }
  if (!pod.running) return state("Pending");
  const restart = heard.t === "answer" ? heard.answer.restart : undefined;
  if (pod.pause !== undefined) return state("Paused", together(pauseSentence(pod, nowMs), restart?.reason));
  const going = restart && restartState(restart);
  if (going !== undefined) return going;
  if (heard.t === "failed") return state("NotReachable", `the monitor does not answer: ${heard.why}`);
  const mounts = heard.t === "answer" ? heard.answer.mounts : [];
  const notPermitted = restart?.notPermitted === undefined ? "" : `a restart would fail: ${restart.notPermitted}`;
  if (pod.mode === "observe") return state("Observing", restart?.state === "observed" ? "would have restarted" : "");
  const failing = mounts.filter(({ status, onFailure }) => status !== "HEALTHY" && onFailure !== "report");
  if (pod.monitorReady === false || failing.length > 0) return state("NotReady", notPermitted);
  return state("Running", notPermitted);
}

function restartState({ state: name, reason = "", notBeforeMs }: RestartAnswer): PodState | undefined {
  switch (name) {
    case "waiting":
      return state("RestartDue", reason || (notBeforeMs === undefined ? "" : `not before ${formatTime(notBeforeMs)}`));
    case "confirming":
      return state("RestartDue", reason);
    case "held":
      return state("RestartHeld", reason);
    case "acting":
    case "retrying":
    case "done":
      return state("Restarting", reason);
  }
  return undefined;
}

/** `paused for another 119m, until 2026-11-26 14:00 UTC: maintenance` */
export function pauseSentence({ pause, pauseReason }: MonitoredPod, nowMs: number): string {
  if (pause === undefined) return "";
  const why = pauseReason === undefined ? "" : `: ${pauseReason}`;
  if (pause.untilMs !== undefined)
    return `paused for another ${formatAge(pause.untilMs - nowMs)}, until ${formatMoment(pause.untilMs)}${why}`;
  if (pause.malformed) return `paused by ${JSON.stringify(pause.value)}, which is taken for true${why}`;
  return pause.value === "true" ? `paused until it is resumed${why}` : `paused for ${pause.value}${why}`;
}

function state(name: PodStateName, message = "", sinceMs?: number): PodState {
  return { name, message, sinceMs };
}

function together(sentence: string, more: string | undefined): string {
  // The monitor says of a pause what is said already.
  return more === undefined || more.includes("paused by annotation") ? sentence : `${sentence}; ${more}`;
}
