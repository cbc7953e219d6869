import type { Fault } from "@mount-monitor/contract";
import type { MonitorEffect } from "../monitor.ts";
import type { History, Step } from "./world.ts";

/** What an onlooker knows about a mount by the checks alone, in one pod. */
export interface Seen {
  everOk: boolean;
  failures: number;
  fault: Fault | undefined;
  unhealthySinceMs: number | undefined;
}

export interface SeenRestart {
  readonly step: Step;
  readonly effect: Extract<MonitorEffect, { t: "restart" }>;
  readonly seen: ReadonlyMap<string, Seen>;
}

/** Follows the checks beside the monitor, without any of its code, and says what was known at each restart. */
export function watchRestarts({ steps }: History, gate: boolean): SeenRestart[] {
  const found: SeenRestart[] = [];
  let pod = 0;
  let mounts = new Map<string, Seen>();
  const of = (path: string): Seen => {
    const seen = mounts.get(path) ?? { everOk: gate, failures: 0, fault: undefined, unhealthySinceMs: undefined };
    mounts.set(path, seen);
    return seen;
  };
  for (const step of steps) {
    if (step.pod !== pod) mounts = new Map();
    pod = step.pod;
    for (const effect of step.effects) {
      if (effect.t === "checked") look(of(effect.track.config.path), effect, step.atMs);
      if (effect.t !== "restart") continue;
      found.push({ step, effect, seen: new Map([...mounts].map(([path, seen]) => [path, { ...seen }])) });
    }
    // Started anew in place: another app, that has seen nothing yet.
    const last = found.at(-1);
    if (last?.step === step && last.effect.action === "in-place" && !stays(steps, step)) mounts = new Map();
  }
  return found;
}

function look(seen: Seen, { track, observation }: Extract<MonitorEffect, { t: "checked" }>, atMs: number): void {
  if (observation.t === "ok") {
    seen.everOk = true;
    seen.failures = 0;
    seen.unhealthySinceMs = undefined;
  } else if (observation.t === "failed") {
    seen.failures++;
    seen.fault = observation.fault;
    if (seen.failures >= track.config.failureThreshold) seen.unhealthySinceMs ??= atMs;
  }
}

/** Whether the monitor lived on after an in-place restart, because it could not leave. */
function stays(steps: readonly Step[], step: Step): boolean {
  const next = steps[steps.indexOf(step) + 1];
  return next !== undefined && next.life === step.life;
}

/** The mounts that, by what was seen, call for a restart at that time. */
export function causesSeen({ step, seen }: SeenRestart): string[] {
  const { mounts, watchdog } = step.state.config;
  return mounts
    .filter(({ path, onFailure }) => {
      const mount = seen.get(path);
      return (
        onFailure === "restart" &&
        mount?.everOk &&
        mount.unhealthySinceMs !== undefined &&
        mount.unhealthySinceMs + watchdog.restartDelayMs <= step.atMs &&
        watchdog.restartOn.includes(mount.fault as Fault)
      );
    })
    .map(({ path }) => path);
}
