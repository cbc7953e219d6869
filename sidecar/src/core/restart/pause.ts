import { parseDuration, parseTime } from "@mount-monitor/contract";

/** What the annotation `mount-monitor.io/pause` says, read from the running pod. */
export type Pause =
  | { readonly t: "none" }
  /** `untilMs` undefined: until the annotation goes. */
  | { readonly t: "paused"; readonly untilMs: number | undefined }
  /** Meant to pause, but not readable: it pauses, and says what would be right. */
  | { readonly t: "malformed"; readonly value: string };

/** When a value was seen first: a duration counts from there, also over a restart of the monitor. */
export interface SeenPause {
  readonly value: string;
  readonly seenMs: number;
}

export function readPause(seen: SeenPause | undefined, nowMs: number, wallNowMs: number): Pause {
  const value = seen?.value.trim() ?? "";
  if (!seen || value === "" || value === "false") return { t: "none" };
  if (value === "true") return { t: "paused", untilMs: undefined };
  const duration = parseDuration(value);
  const wallMs = parseTime(value);
  const untilMs = duration.ok
    ? seen.seenMs + duration.ms
    : wallMs === undefined
      ? undefined
      : nowMs + (wallMs - wallNowMs);
  if (untilMs === undefined) return { t: "malformed", value: value.slice(0, 64) };
  return nowMs < untilMs ? { t: "paused", untilMs } : { t: "none" };
}
