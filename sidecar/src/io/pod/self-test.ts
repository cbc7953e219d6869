import type { spawn as Spawn } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { formatTime, type RestartStatus, type WatchdogConfig } from "@mount-monitor/contract";
import type { Logger } from "@mount-monitor/process";
import { callsToTry, parseTrial, type Trial } from "../../core/self-test/trial.ts";
import {
  isNextNoForPeople,
  judgeTrial,
  nextTrialInMs,
  type SelfTestState,
  UNTRIED,
} from "../../core/self-test/verdict.ts";
import { wallMs } from "../clock.ts";
import type { PodApi } from "./pod-api.ts";

const CHILD_LIMIT_MS = 20_000;
const MAX_OUTPUT = 64 * 1024;
const LOOK_AGAIN_MS = 1_000;

type Restarting = Pick<WatchdogConfig, "action" | "force">;

export interface SelfTest {
  result(): RestartStatus["selfTest"];
  /** What was found out about another action does not count for this one. */
  reconfigure(watchdog: Restarting): void;
  stop(): void;
}

export interface SelfTestDeps {
  readonly api: PodApi;
  readonly log: Logger;
  /**
   * No look at a mount is under way. A child begins with all files that are open here, and closes them before it runs;
   * where one is on a mount that hangs, that hangs as well, and the main thread waits for it.
   */
  readonly mayStartChild: () => boolean;
}

/**
 * Tries early whether the pod may restart itself, in a short-lived child: the first TLS call costs 3 MB that a process
 * never gives back, and most monitors never make another.
 */
export function watchSelfTest(watchdog: Restarting, deps: SelfTestDeps): SelfTest {
  let calls = callsToTry(watchdog);
  let watch = watchCalls(calls, deps);
  return {
    result: () => watch.result(),
    reconfigure(changed) {
      const next = callsToTry(changed);
      if (String(next) === String(calls)) return;
      calls = next;
      watch.stop();
      watch = watchCalls(calls, deps);
    },
    stop: () => watch.stop(),
  };
}

function watchCalls(
  calls: readonly string[],
  { api, log, mayStartChild }: SelfTestDeps,
): Omit<SelfTest, "reconfigure"> {
  let state: SelfTestState = UNTRIED;
  let lastTried: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const schedule = () => {
    timer = setTimeout(() => void tryNow(), nextTrialInMs(state, Math.random()));
    timer.unref();
  };
  const tryNow = async () => {
    // Loaded when it is needed: most of the memory of a monitor is what it has loaded.
    const { spawn } = await import("node:child_process");
    // Nothing may come between the last look at this and the start.
    while (!mayStartChild()) {
      await wait(LOOK_AGAIN_MS, undefined, { ref: false });
      if (stopped) return;
    }
    const trial = await runChild(spawn, calls, isNextNoForPeople(state));
    if (stopped) return;
    lastTried = formatTime(wallMs());
    const { after, news } = judgeTrial(state, trial);
    state = after;
    if (news === "allowed") log.info({}, "the pod may restart itself");
    if (news === "refused") log.warn({ error: trial.message }, "the pod may not restart itself, a restart will fail");
    schedule();
  };
  if (calls.length > 0) {
    // What is missing for a call does not come by itself, and was said at the start.
    if (api.unavailable === undefined) schedule();
    else state = { verdict: { ok: false, message: api.unavailable }, noes: 0 };
  }
  return {
    result: () => (state.verdict ? { ...state.verdict, lastTried } : null),
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** What the child prints; whatever else happens to it shows nothing. */
function runChild(spawn: typeof Spawn, calls: readonly string[], tell: boolean): Promise<Trial> {
  const words = ["self-test", ...calls, ...(tell ? ["tell"] : [])];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? "", ...words], {
      stdio: ["ignore", "pipe", "ignore"],
      timeout: CHILD_LIMIT_MS,
      killSignal: "SIGKILL",
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      if (output.length < MAX_OUTPUT) output += chunk.toString("utf8");
    });
    child.on("error", (error) => resolve({ t: "unclear", message: `failed to try: ${error.message}` }));
    child.on("close", (code, signal) =>
      resolve(parseTrial(output) ?? { t: "unclear", message: `failed to try: the child ended with ${signal ?? code}` }),
    );
  });
}
