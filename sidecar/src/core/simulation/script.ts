import type { Fault, MonitorConfig } from "@mount-monitor/contract";
import type { Timeline } from "./timeline.ts";

/** How a mount answers. What hangs answers when the hanging ends, as the mount is then. */
export type MountMood =
  | { readonly t: "ok"; readonly tookMs: number }
  | { readonly t: "failed"; readonly fault: Exclude<Fault, "hung">; readonly tookMs: number }
  | { readonly t: "void"; readonly tookMs: number }
  | { readonly t: "hangs" };

/** How the API answers. What is silent fails when the silence ends, or after half a minute. */
export type ApiMood =
  | { readonly t: "accepts" }
  | { readonly t: "refuses" }
  | { readonly t: "blocks"; readonly retryAfterMs: number | undefined }
  | { readonly t: "silent" };

export type PauseMood = "none" | "paused" | "malformed";

/** All that happens to a monitor from outside, from the start of its first pod. */
export interface Script {
  readonly config: MonitorConfig;
  readonly mounts: Readonly<Record<string, Timeline<MountMood>>>;
  readonly api: Timeline<ApiMood>;
  readonly pause: Timeline<PauseMood>;
  readonly injected: Timeline<boolean>;
  /** The pod starts behind a gate, which passes only when every mount answers. */
  readonly gate: boolean;
  /** A pod that is told to go stays; an in-place restart cannot leave. */
  readonly stuck: boolean;
  /** The monitor alone is killed and started again. */
  readonly kills: ReadonlyArray<{ readonly atMs: number; readonly downMs: number }>;
  /** The process is stopped. */
  readonly stops: ReadonlyArray<{ readonly atMs: number; readonly forMs: number }>;
  readonly reconfigurations: ReadonlyArray<{ readonly atMs: number; readonly config: MonitorConfig }>;
  readonly seed: number;
  readonly endMs: number;
}

export const OK_ALWAYS: Timeline<MountMood> = [{ untilMs: Infinity, is: { t: "ok", tookMs: 5 } }];

/** Nothing happens to it. */
export function quietScript(config: MonitorConfig, endMs: number): Script {
  return {
    config,
    mounts: {},
    api: [],
    pause: [],
    injected: [],
    gate: false,
    stuck: false,
    kills: [],
    stops: [],
    reconfigurations: [],
    seed: 1,
    endMs,
  };
}
