import type { MonitorConfig } from "@mount-monitor/contract";
import type { Logger } from "@mount-monitor/process";
import { isStuck } from "../core/health/mount-track.ts";
import { type MonitorEffect, type MonitorInput, type MonitorState, nextWakeAtMs, step } from "../core/monitor.ts";
import type { MountIdentity } from "../core/mount/mount-identity.ts";
import { restartCauses } from "../core/restart/causes.ts";
import type { RestartResult } from "../core/restart/restart-plan.ts";
import { monotonicMs } from "./clock.ts";
import { createPunctualTimer } from "./punctual-timer.ts";
import type { PodApi } from "./pod/pod-api.ts";
import type { PodInfo } from "./pod/pod-info.ts";
import type { Prober } from "./probe/prober.ts";
import type { Counters } from "./report/counters.ts";
import { tellCheck, tellUnhealthy } from "./report/tell-check.ts";
import { type RestartTelling, tellRestart } from "./report/tell-restart.ts";
import type { Keeper } from "./state/keeper.ts";

/** An event that is written before the process goes for good may hold it up for this long. */
const LAST_EVENT_MS = 2_000;
/** A daemon that runs opens its own directory in a moment. */
const DAEMON_ANSWER_MS = 500;

export interface LoopDeps {
  readonly log: Logger;
  readonly prober: Prober;
  readonly keeper: Keeper;
  readonly podInfo: PodInfo;
  readonly api: PodApi;
  readonly counters: Counters;
  readonly node: string | undefined;
  /** Ends the process with a code that others act upon; returns where it cannot, because a mount holds a probe. */
  readonly leave: (code: "restart-all" | "restart-failed") => void;
}

/** Lets the core decide and does what it says: the one place where time passes. */
export interface MonitorLoop {
  readonly node: string | undefined;
  state(): MonitorState;
  /** What was mounted there when it was looked at last. */
  mounted(path: string): MountIdentity | undefined;
  start(): void;
  answer: (path: string, observation: Extract<MonitorInput, { t: "answer" }>["observation"]) => void;
  reconfigure(config: MonitorConfig): void;
  /** No new probe and no new call from here on. */
  stop(): void;
}

export function createMonitorLoop(initial: MonitorState, deps: LoopDeps): MonitorLoop {
  let state = initial;
  let stopped = false;
  const timer = createPunctualTimer(() => dispatch({ t: "wake" }));
  let saidOf: string | undefined;
  let leaving: Promise<void> | undefined;
  const telling: RestartTelling = {
    ...deps,
    isNews(occasion) {
      const news = occasion !== saidOf;
      saidOf = occasion;
      return news;
    },
    announced: () => dispatch({ t: "announced" }),
    stuck: () => state.tracks.filter(isStuck).map(({ config }) => [config.path, deps.keeper.mounted(config.path)]),
  };

  /** Whatever comes first after a stop of the process is preceded by the word that time has passed without us. */
  function dispatch(input: MonitorInput): void {
    if (stopped) return;
    const nowMs = monotonicMs();
    if (timer.isLate(nowMs, latenessAllowedMs(state))) take({ t: "overslept" }, nowMs);
    take(input, nowMs);
    if (!stopped) timer.set(nextWakeAtMs(state), nowMs);
  }

  function take(input: MonitorInput, nowMs: number): void {
    if (input.t === "answer") {
      deps.keeper.observed(input.path, input.observation);
    }
    const next = step(state, input, { nowMs, random: Math.random(), around: deps.podInfo.surroundings() });
    state = next.state;
    deps.keeper.save(state, deps.podInfo.seenPause());
    for (const effect of next.effects) perform(effect, nowMs);
  }

  function perform(effect: MonitorEffect, nowMs: number): void {
    switch (effect.t) {
      case "start-probe": {
        const { config, record } = effect.track;
        return deps.prober.start({
          mount: config,
          canarySeen: record.canarySeen,
          expected: deps.keeper.expected(config.path),
          stateDir: state.config.stateDir,
        });
      }
      case "checked":
        deps.counters.observed(effect.track.config.path, effect.observation);
        return tellCheck(effect, nowMs, deps.log, deps.api);
      case "restart":
        tellRestart(effect, state, nowMs, telling);
        return effect.action === "in-place" ? void restartInPlace() : void callApi(effect.action);
      case "give-up":
        tellRestart(effect, state, nowMs, telling);
        return void (leaving = giveUp());
      default:
        return tellRestart(effect, state, nowMs, telling);
    }
  }

  async function callApi(action: "delete" | "evict"): Promise<void> {
    // The next round comes only where leaving was not possible.
    await leaving;
    let result: RestartResult;
    try {
      result = await deps.api.restart(action, state.config.watchdog);
    } catch (error) {
      deps.log.error({ err: error }, "bug in the restart call");
      result = { t: "failed", message: `failed to restart the pod: ${(error as Error).message}` };
    }
    dispatch({ t: "restart-result", result });
  }

  async function giveUp(): Promise<void> {
    await Promise.all([deps.api.idle(), deps.prober.askDaemons(DAEMON_ANSWER_MS)]);
    deps.leave("restart-failed");
  }

  /** Leaving is the restart: the kubelet was told what our exit code means. */
  async function restartInPlace(): Promise<void> {
    const told = Promise.race([deps.api.idle(), new Promise((resolve) => setTimeout(resolve, LAST_EVENT_MS))]);
    await Promise.all([told, deps.prober.askDaemons(DAEMON_ANSWER_MS)]);
    if (stopped) return;
    if (!deps.prober.isPinned()) {
      deps.keeper.clearForRestart(state, deps.podInfo.seenPause());
      deps.leave("restart-all");
    }
    const message =
      "failed to leave for an in-place restart: a check is held by a mount that hangs, and leaving would hang as well; free the mount on the node, or use action delete";
    dispatch({ t: "restart-result", result: { t: "blocked", reason: "stuck", message } });
  }

  return {
    node: deps.node,
    state: () => state,
    mounted: (path) => deps.keeper.mounted(path),
    start() {
      const { watchdog } = state.config;
      // The process before us may have been killed before it could tell.
      const known = watchdog.action === "none" ? [] : restartCauses(state.tracks, watchdog);
      for (const track of known) tellUnhealthy(track, monotonicMs(), deps.api);
      dispatch({ t: "wake" });
    },
    answer: (path, observation) => dispatch({ t: "answer", path, observation }),
    reconfigure(config) {
      deps.counters.keep(config.mounts.map(({ path }) => path));
      dispatch({ t: "reconfigure", config });
    },
    stop() {
      stopped = true;
      timer.clear();
    },
  };
}

function latenessAllowedMs({ config }: MonitorState): number {
  return 100 + Math.min(...config.mounts.map(({ readTimeoutMs }) => readTimeoutMs)) / 10;
}
