import { availableParallelism, loadavg } from "node:os";
import type { Violation } from "./model/judge.ts";
import { type MonitorSoak, soakMonitors } from "./faults/soak-monitors.ts";
import type { Surroundings } from "./faults/surroundings.ts";
import type { SoakOptions } from "./options.ts";
import { createTrail } from "./report/trail.ts";
import { drawSchedule } from "./schedule/draw-schedule.ts";
import { printEnd, printProgress, type SoakFigures } from "./report/print-soak.ts";
import { soakWebhook, type WebhookSoak } from "./webhook/soak-webhook.ts";

const PROGRESS_MS = 10_000;
/** Of one promise to one pod; more of them say nothing new. */
const MOST_PRINTED = 3;

export interface Outcome extends SoakFigures {
  readonly seed: number;
  readonly minutes: number;
  readonly replay: string;
  readonly leftOut: readonly string[];
  readonly violations: readonly Violation[];
  readonly interrupted: boolean;
}

export async function runSoak(options: SoakOptions, surroundings: Surroundings): Promise<Outcome> {
  const { seed, minutes, only, untilMs } = options;
  const replay = `npm run soak -- --seed ${seed} --minutes ${minutes}${only === undefined ? "" : ` --only ${only}`}`;
  const violations: Violation[] = [];
  const trail = createTrail();
  const stop = new AbortController();
  let interrupted = false;
  const onSignal = () => {
    interrupted = true;
    stop.abort();
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, onSignal);
  const onViolation = (violation: Violation) => {
    // Ctrl-C ends the programs as well.
    if (interrupted) return;
    violations.push(violation);
    const { atMs, pod, rule, what } = violation;
    if (violations.filter((other) => other.rule === rule && other.pod === pod).length > MOST_PRINTED) return;
    console.log(`\nVIOLATION at ${(atMs / 1_000).toFixed(1)}s, seed ${seed}: ${pod}: ${rule}: ${what}`);
    for (const line of trail.of(pod)) console.log(`    ${line}`);
    console.log(`  again: ${replay}\n`);
  };

  const drawn = drawSchedule(seed, minutes * 60_000);
  const pods = drawn.pods.filter(
    ({ name, mounts }) =>
      (only ?? name) === name && (surroundings.hasFuse || mounts.every(({ kind }) => kind !== "fuse")),
  );
  const withWebhook = surroundings.hasControlPlane && (only ?? "webhook") === "webhook";
  console.log(
    `soak: seed ${seed}, ${minutes} minutes; pods ${pods.map(({ name }) => name).join(", ") || "none"}${withWebhook ? "; webhook" : ""}`,
  );
  for (const line of surroundings.leftOut) console.log(`  left out: ${line}`);
  const machine = () => ({ cores: availableParallelism(), load: loadavg()[0] ?? 0 });
  const before = machine();

  const onFailure = (error: Error) => {
    console.error(`the soak itself failed: ${error.message}`);
    onSignal();
  };
  const deps = { surroundings, onFailure, untilMs, onViolation, signal: stop.signal, onFact: trail.add };
  let monitors: MonitorSoak | undefined;
  let webhook: WebhookSoak | undefined;
  const figures = (): SoakFigures => ({ monitors: monitorFigures(monitors), webhook: webhook?.figures() });
  const timer = setInterval(() => printProgress(figures(), violations.length), PROGRESS_MS);
  let last = figures();
  try {
    if (withWebhook)
      webhook = await soakWebhook(seed, {
        ...deps,
        forMs: minutes * 60_000,
        onFact: (fact) => trail.add("webhook", fact),
      });
    if (pods.length > 0) monitors = await soakMonitors({ ...drawn, pods }, deps);
    await Promise.all([monitors?.over, webhook?.over]);
  } finally {
    clearInterval(timer);
    // What was begun ends before it is taken away: an end could make it anew.
    stop.abort();
    await Promise.all([monitors?.over, webhook?.over]);
    last = figures();
    await Promise.all([monitors?.close(), webhook?.close()]);
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.off(name, onSignal);
    printEnd(last, violations, { replay, interrupted, machine: [before, machine()] });
  }
  return { seed, minutes, replay, leftOut: surroundings.leftOut, violations, interrupted, ...last };
}

function monitorFigures(soak: MonitorSoak | undefined): SoakFigures["monitors"] {
  if (!soak) return undefined;
  return {
    done: Object.fromEntries(soak.schedule.done),
    skipped: Object.fromEntries(soak.schedule.skipped),
    pods: Object.fromEntries(soak.figures()),
    longEnough: soak.longEnough(),
    lags: soak.lags(),
    intervals: soak.intervals(),
  };
}
