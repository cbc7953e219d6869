import { annotationKey, parseDuration, parseTime } from "@mount-monitor/contract";
import { at, record, text } from "../object-parts.ts";
import type { RawObject } from "../raw-object.ts";
import { records } from "./lists.ts";

export const PAUSE_KEY = annotationKey("pause");

/** What the annotation `mount-monitor.io/pause` of a running pod means now, as far as it can be told from outside of it. */
export interface PodPause {
  /** As it stands there. */
  readonly value: string;
  /** Undefined: until the annotation goes, or nothing tells. */
  readonly untilMs: number | undefined;
  /** It is none of what it may be; the monitor takes it for `true`. */
  readonly malformed: boolean;
}

/** Undefined where nothing is paused, any more or at all. */
export function readPodPause(pod: RawObject, nowMs: number): PodPause | undefined {
  const value = text(at(pod, "metadata", "annotations", PAUSE_KEY))?.trim() ?? "";
  if (value === "" || value === "false") return undefined;
  if (value === "true") return { value, untilMs: undefined, malformed: false };
  const duration = parseDuration(value);
  const time = parseTime(value);
  const malformed = !duration.ok && time === undefined;
  // A duration counts from when the monitor saw it, soon after it was written.
  const writtenMs = duration.ok ? writtenAtMs(pod) : undefined;
  const untilMs = duration.ok && writtenMs !== undefined ? writtenMs + duration.ms : time;
  return untilMs !== undefined && untilMs <= nowMs ? undefined : { value, untilMs, malformed };
}

/** When the annotation was written, by the record that the API server keeps of who owns which field. */
function writtenAtMs(pod: RawObject): number | undefined {
  const owner = records(at(pod, "metadata", "managedFields")).find(
    ({ fieldsV1 }) => at(record(fieldsV1), "f:metadata", "f:annotations", `f:${PAUSE_KEY}`) !== undefined,
  );
  return parseTime(text(owner?.["time"]) ?? "");
}
