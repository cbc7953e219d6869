import { annotationKey, PAUSE_REASON_ANNOTATION, STATUS_ANNOTATION } from "@mount-monitor/contract";
import { PAUSE_KEY } from "../live/pause-annotation.ts";
import type { Target } from "../live/target.ts";
import { at, text } from "../object-parts.ts";
import type { RawObject } from "../raw-object.ts";
import { type MonitoredPod, readMonitoredPod } from "../status/monitored-pod.ts";
import { pauseSentence } from "../status/pod-state.ts";
import type { PauseOrder } from "./pause-order.ts";

/** What is to be done about one pod, and what to say about it. */
export type PausePlan =
  | {
      readonly t: "patch";
      readonly namespace: string;
      readonly name: string;
      /** A merge patch, which a pod of the same name with another UID does not take. */
      readonly patch: RawObject;
      /** What is the case then: `is paused until …`. */
      readonly done: string;
      readonly wouldBe: string;
    }
  | { readonly t: "nothing"; readonly namespace: string; readonly name: string; readonly sentence: string }
  | { readonly t: "refused"; readonly namespace: string; readonly name: string; readonly sentence: string };

export function planPause(
  object: RawObject,
  { value, words }: PauseOrder,
  reason: string | undefined,
  nowMs: number,
): PausePlan {
  const found = monitoredPod(object, nowMs);
  if (typeof found !== "object") return refused(object, found);
  const before = found.pause === undefined ? "" : `; before, it was ${pauseSentence(found, nowMs)}`;
  const rest = `paused ${words}${before}${restartsNothing(found)}`;
  const annotations = { [PAUSE_KEY]: value, [PAUSE_REASON_ANNOTATION]: reason ?? null };
  return {
    t: "patch",
    namespace: found.namespace,
    name: found.name,
    patch: { metadata: { uid: found.uid, annotations } },
    done: `is ${rest}`,
    wouldBe: `would be ${rest}`,
  };
}

export function planResume(object: RawObject, nowMs: number): PausePlan {
  const found = monitoredPod(object, nowMs);
  if (typeof found !== "object") return refused(object, found);
  const { namespace, name, uid } = found;
  const written = [PAUSE_KEY, PAUSE_REASON_ANNOTATION].some(
    (key) => at(object, "metadata", "annotations", key) !== undefined,
  );
  if (!written) return { t: "nothing", namespace, name, sentence: "is not paused" };
  const was = found.pause === undefined ? "its pause was over" : `it was ${pauseSentence(found, nowMs)}`;
  const annotations = { [PAUSE_KEY]: null, [PAUSE_REASON_ANNOTATION]: null };
  return {
    t: "patch",
    namespace,
    name,
    patch: { metadata: { uid, annotations } },
    done: `is resumed; ${was}`,
    wouldBe: `would be resumed; ${was}`,
  };
}

/**
 * A pod that only came along with a workload or a label, and that no restart can come to any more: it has ended, or goes.
 * Jobs keep theirs for long.
 */
export function isLeftAlone(object: RawObject, targets: readonly Target[]): boolean {
  const name = at(object, "metadata", "name");
  if (targets.some((target) => target.kind === "Pod" && target.name === name)) return false;
  const phase = at(object, "status", "phase");
  return phase === "Succeeded" || phase === "Failed" || at(object, "metadata", "deletionTimestamp") !== undefined;
}

/** The pod, or why there is nothing to pause. */
function monitoredPod(object: RawObject, nowMs: number): MonitoredPod | string {
  const pod = readMonitoredPod(object, nowMs);
  if (pod === undefined) {
    return at(object, "metadata", "annotations", annotationKey("paths")) === undefined
      ? "has no monitor: it does not ask for one"
      : at(object, "metadata", "annotations", STATUS_ANNOTATION) === undefined
        ? "has no monitor, though it asks for one; doctor says why"
        : "has no monitor, since it was not injected; its annotation mount-monitor.io/status says why";
  }
  if (!pod.monitored) return "has a gate alone, and no monitor that would restart it";
  if (pod.finished) return "has ended";
  return pod.deletionTimestamp === undefined ? pod : "was told to go already";
}

function restartsNothing({ mode, action }: MonitoredPod): string {
  if (mode === "observe") return "; it restarts nothing anyway (mode: observe)";
  return action === "none" ? "; it restarts nothing anyway (restart: none)" : "";
}

function refused(object: RawObject, sentence: string): PausePlan {
  const of = (key: string) => text(at(object, "metadata", key)) ?? "";
  return { t: "refused", namespace: of("namespace"), name: of("name"), sentence };
}
