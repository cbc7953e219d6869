import fs from "node:fs";
import { EXIT, formatElapsed, parseDuration, type MonitorConfig } from "@mount-monitor/contract";
import { createLogger, leave, type Logger, type OptionValues } from "@mount-monitor/process";
import {
  type GateInput,
  type GateState,
  type GateVerdict,
  gateWakeAtMs,
  judge,
  newGate,
  stepGate,
} from "../core/gate.ts";
import type { MountTrack } from "../core/health/mount-track.ts";
import { describeFailures, mountKeys } from "../core/report/sentences.ts";
import type { Environment } from "../environment.ts";
import { monotonicMs } from "../io/clock.ts";
import { loadConfig } from "../io/config/load-config.ts";
import { createPunctualTimer } from "../io/punctual-timer.ts";
import { createProber } from "../io/probe/prober.ts";
import { createRecordWriter } from "../io/state/record-writer.ts";
import { sizeThreadPool } from "./pool.ts";
import { usageError } from "./usage-error.ts";

/** How often it says again what it waits for: soon at first, then rarely. */
const SAY_AGAIN_MS = [5_000, 15_000, 60_000, 300_000];
const LATENESS_ALLOWED_MS = 500;

/** Waits until every mount answers, then lets the app start. */
export function runGate(values: OptionValues, env: Environment): void {
  const loaded = loadConfig(values, env.inlineConfig);
  if (!loaded.ok) return usageError(loaded.errors);
  const patience = readPatience(values);
  if (!patience.ok) return usageError([patience.error]);
  const { config } = loaded;
  sizeThreadPool(env.threads, config, false);
  const { log } = createLogger({ level: config.logLevel, format: config.logFormat });
  for (const warning of loaded.warnings) log.warn({}, warning);
  hold(config, patience, env.terminationLog, log);
}

interface Patience {
  /** Time after which it gives up; undefined: never. */
  readonly timeoutMs: number | undefined;
  /** Looks at each mount once and decides. */
  readonly once: boolean;
}

function readPatience(
  values: OptionValues,
): ({ readonly ok: true } & Patience) | { readonly ok: false; readonly error: string } {
  const text = values["gate-timeout"];
  const once = values["once"] !== undefined || values["init-container-mode"] !== undefined;
  if (text === undefined) return { ok: true, timeoutMs: undefined, once };
  const parsed = parseDuration(text);
  if (!parsed.ok) return { ok: false, error: `--gate-timeout is ${JSON.stringify(text)}, which ${parsed.error}` };
  return { ok: true, timeoutMs: parsed.ms === 0 ? undefined : parsed.ms, once };
}

function hold(config: MonitorConfig, { timeoutMs, once }: Patience, terminationLog: string, log: Logger): void {
  const startedMs = monotonicMs();
  const record = createRecordWriter(config, (message) => log.warn({}, message));
  const prober = createProber((path, observation) => {
    record.observed(path, observation);
    dispatch({ t: "answer", path, observation });
  });
  let state: GateState = newGate(config, startedMs);
  const timer = createPunctualTimer(() => dispatch({ t: "wake" }));
  let saidTimes = 0;
  let sayAtMs = startedMs;

  function dispatch(input: GateInput): void {
    const nowMs = monotonicMs();
    // As in the monitor: a process that was stopped must not accuse its mounts.
    if (timer.isLate(nowMs, LATENESS_ALLOWED_MS)) take({ t: "overslept" }, nowMs);
    take(input, nowMs);
    act(judge(state), nowMs);
  }

  function take(input: GateInput, nowMs: number): void {
    const next = stepGate(state, input, { nowMs, random: Math.random() });
    state = next.state;
    for (const track of next.startProbes) {
      prober.start({ mount: track.config, canarySeen: false, expected: undefined, stateDir: config.stateDir });
    }
    for (const { track, observation } of next.checked) {
      const error = observation.t === "void" ? { error: observation.message } : {};
      log.debug({ ...mountKeys(track, nowMs), ...error }, "mount checked");
    }
  }

  function act(verdict: GateVerdict, nowMs: number): void {
    if (verdict.t === "pass") {
      for (const track of verdict.despite) {
        log.warn(
          mountKeys(track, nowMs),
          "mount may not be read by this user, not waiting for it; set the user with mount-monitor.io/run-as",
        );
      }
      record.write(state.tracks);
      return finish(
        EXIT.ok,
        passedBecause(verdict.despite),
        verdict.despite.length > 0 ? describeFailures(verdict.despite, nowMs) : undefined,
      );
    }
    const looked = verdict.for.every(({ record: { health } }) => health.t === "degraded" || health.t === "unhealthy");
    if (looked && once) return finish(EXIT.unhealthy, "not all mounts answer", describeFailures(verdict.for, nowMs));
    if (looked && nowMs >= sayAtMs) say(verdict.for, nowMs);
    const giveUpAtMs = timeoutMs === undefined ? Infinity : startedMs + timeoutMs;
    if (nowMs >= giveUpAtMs) {
      return finish(
        EXIT.unhealthy,
        "not all mounts answer, giving up to be started again",
        describeFailures(verdict.for, nowMs),
      );
    }
    timer.set(Math.min(gateWakeAtMs(state), giveUpAtMs, looked ? sayAtMs : Infinity), nowMs);
  }

  function passedBecause(despite: readonly MountTrack[]): string {
    if (config.mode === "observe") return "not waiting for the mounts (mode is observe)";
    if (state.tracks.length === 0) return "no mount to wait for (onFailure is report)";
    return despite.length > 0 ? "letting the app start" : "all mounts answer";
  }

  function say(waitingFor: readonly MountTrack[], nowMs: number): void {
    for (const track of waitingFor)
      log.warn({ ...mountKeys(track, nowMs), waited: formatElapsed(nowMs - startedMs) }, "waiting for the mount");
    sayAtMs = nowMs + (SAY_AGAIN_MS[Math.min(saidTimes++, SAY_AGAIN_MS.length - 1)] ?? 0);
  }

  function finish(code: number, message: string, details: string | undefined): void {
    const last = details === undefined ? message : `${message}: ${details}`;
    const waited = formatElapsed(monotonicMs() - startedMs);
    if (code === EXIT.ok) log.info({ mounts: state.tracks.map(({ config }) => config.path), waited }, message);
    else log.error({ waited, details }, message);
    writeLastWord(terminationLog, `${last} (waited ${waited})`);
    leave(code, prober.out().length > 0 && !prober.holdsDescriptor());
  }

  const stop = (signal: NodeJS.Signals) => {
    const verdict = judge(state);
    finish(
      EXIT.unhealthy,
      `stopped by ${signal} while waiting`,
      verdict.t === "wait" ? describeFailures(verdict.for, monotonicMs()) : undefined,
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  log.info({ mounts: config.mounts.map(({ path }) => path), mode: config.mode }, "waiting for the mounts to answer");
  dispatch({ t: "wake" });
}

/** Kubernetes shows it as the reason why the container ended. Only where it is there: nowhere else is it looked for. */
function writeLastWord(file: string, text: string): void {
  try {
    fs.writeFileSync(file, text.slice(0, 4000), { flag: "r+" });
  } catch {
    // Outside of Kubernetes there is no such file, and the log has said it.
  }
}
