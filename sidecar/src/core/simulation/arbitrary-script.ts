import { FAULTS, type MonitorConfig } from "@mount-monitor/contract";
import fc from "fast-check";
import { sampleConfig } from "./samples.ts";
import { type ApiMood, type MountMood, type PauseMood, quietScript, type Script } from "./script.ts";
import type { Timeline } from "./timeline.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
export const PATHS = ["/mnt/a", "/mnt/b", "/mnt/c"] as const;

export const seed = fc.integer();
export const fault = fc.constantFrom(...FAULTS).filter((fault) => fault !== "hung");

const tookMs = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 12 * SECOND }));
const mountMood: fc.Arbitrary<MountMood> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ t: fc.constant("ok" as const), tookMs }) },
  { weight: 3, arbitrary: fc.record({ t: fc.constant("failed" as const), fault, tookMs }) },
  { weight: 2, arbitrary: fc.constant({ t: "hangs" } as const) },
  { weight: 1, arbitrary: fc.record({ t: fc.constant("void" as const), tookMs }) },
);
const apiMood: fc.Arbitrary<ApiMood> = fc.oneof(
  fc.constantFrom<ApiMood>({ t: "accepts" }, { t: "refuses" }, { t: "silent" }),
  fc.record({
    t: fc.constant("blocks" as const),
    retryAfterMs: fc.option(fc.integer({ min: 1, max: 90 * SECOND }), { nil: undefined }),
  }),
);

/** Stretches of a second to some minutes, one after the other. */
export function timeline<T>(is: fc.Arbitrary<T>, maxLength: number): fc.Arbitrary<Timeline<T>> {
  const stretch = fc.record({ forMs: fc.integer({ min: SECOND, max: 4 * MINUTE }), is });
  return fc.array(stretch, { maxLength }).map((stretches) => {
    let untilMs = 0;
    return stretches.map(({ forMs, is }) => ({ untilMs: (untilMs += forMs), is }));
  });
}

const mount = fc.record(
  {
    checkInterval: fc.constantFrom("2s", "10s", "30s"),
    readTimeout: fc.constantFrom("500ms", "5s", "15s", "40s"),
    failureThreshold: fc.constantFrom(1, 2, 3),
    onFailure: fc.constantFrom("restart", "restart", "restart", "unready", "report"),
  },
  { noNullPrototype: true },
);

export interface ConfigLimits {
  readonly action?: "delete" | "in-place";
  readonly mode?: "enforce" | "observe";
}

export function configs({ action, mode }: ConfigLimits = {}): fc.Arbitrary<MonitorConfig> {
  const model = {
    mounts: fc.array(mount, { minLength: 1, maxLength: 3 }),
    action: action ? fc.constant(action) : fc.constantFrom("delete", "evict", "in-place"),
    mode: fc.constant(mode ?? "enforce"),
    restartDelay: fc.constantFrom("0s", "0s", "20s", "2m"),
    budget: fc.constantFrom("1 per 10m", "2 per 3m", "3 per 1h", "unlimited"),
  } as const;
  return fc.record(model).map(({ mounts, mode, ...watchdog }) =>
    sampleConfig({
      mounts: mounts.map((mount, index) => ({ ...mount, path: PATHS[index] as string }) as never),
      mode,
      watchdog: watchdog as never,
    }),
  );
}

/** All kinds of misfortune at once. */
export function scripts(limits: ConfigLimits = {}): fc.Arbitrary<Script> {
  const pauseMood = fc.constantFrom<PauseMood>("none", "none", "none", "paused", "malformed");
  const atMs = fc.integer({ min: 0, max: 15 * MINUTE });
  return fc
    .record({
      config: configs(limits),
      other: configs(limits),
      timelines: fc.tuple(timeline(mountMood, 6), timeline(mountMood, 6), timeline(mountMood, 6)),
      api: timeline(apiMood, 5),
      pause: timeline(pauseMood, 3),
      injected: timeline(fc.constantFrom(true, true, false), 2),
      gate: fc.boolean(),
      stuck: fc.constantFrom(false, false, false, true),
      kills: fc.array(fc.record({ atMs, downMs: fc.integer({ min: 1, max: MINUTE }) }), { maxLength: 4 }),
      stops: fc.array(fc.record({ atMs, forMs: fc.integer({ min: 1, max: MINUTE }) }), { maxLength: 3 }),
      reconfiguredAtMs: fc.option(atMs, { nil: undefined }),
      seed,
    })
    .map(({ other, timelines: [a, b, c], reconfiguredAtMs, ...script }) => ({
      ...quietScript(script.config, 15 * MINUTE),
      ...script,
      mounts: { "/mnt/a": a, "/mnt/b": b, "/mnt/c": c },
      // The same mounts: which come and go is another matter, and the budget is one for the whole history.
      reconfigurations:
        reconfiguredAtMs === undefined || other.mounts.length !== script.config.mounts.length
          ? []
          : [
              {
                atMs: reconfiguredAtMs,
                config: { ...other, watchdog: { ...other.watchdog, budget: script.config.watchdog.budget } },
              },
            ],
    }));
}
