import { setTimeout as wait } from "node:timers/promises";
import { request } from "../../../sidecar/test/support/request.ts";
import { figuresOf } from "../../../sidecar/test/support/process-figures.ts";
import type { Happening } from "../model/fact.ts";
import type { MonitorProcess } from "./monitor-process.ts";

const ASK_MS = 300;
const ENDS_MS = 3_000;
const FIGURES_MS = 2_000;

export interface WatchDeps {
  readonly current: () => MonitorProcess | undefined;
  /** Looking at a process that the kernel holds can hold whoever looks. */
  readonly mayLook: () => boolean;
  readonly nowMs: () => number;
  readonly tell: (what: Happening) => void;
}

/** Asks the monitor, and the kernel about it, again and again. */
export function watchPod({ current, mayLook, nowMs, tell }: WatchDeps): {
  readonly stop: () => void;
  readonly asked: () => number;
} {
  let count = 0;
  const asking = new Set<string>();
  const ask = async (endpoint: "live" | "ready") => {
    const asked = current();
    const port = asked?.port() ?? 0;
    if (port === 0 || asking.has(endpoint)) return;
    asking.add(endpoint);
    const askedMs = nowMs();
    const answer = await request(port, `/healthz/${endpoint}`).catch(() => undefined);
    // Its connections end before it is known to have ended.
    if (!answer) await wait(ENDS_MS);
    asking.delete(endpoint);
    count++;
    if (asked !== current() || asked?.hasEnded()) return;
    tell({ t: "answer", endpoint, askedMs, status: answer?.status });
  };
  const look = () => {
    const process = current();
    if (!process || process.hasEnded() || process.command === "gate" || !mayLook()) return;
    try {
      tell({ t: "figures", ...figuresOf(process.pid) });
    } catch {
      // It ended just now.
    }
  };
  const timers = [
    setInterval(() => void ask("live"), ASK_MS),
    setInterval(() => void ask("ready"), ASK_MS),
    setInterval(look, FIGURES_MS),
  ];
  return { asked: () => count, stop: () => timers.forEach((timer) => clearInterval(timer)) };
}
