import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { Fault, MountStatusEntry } from "@mount-monitor/contract";
import type { MonitorRun } from "./monitor-run.ts";
import { until } from "./until.ts";

export async function healthy(monitor: MonitorRun): Promise<MountStatusEntry> {
  return monitor.untilMount("healthy", ({ status }) => status === "HEALTHY");
}

export interface Expected {
  /** As it is printed. */
  readonly failure: string;
  readonly faults: readonly Fault[];
  readonly error?: RegExp;
}

/** Breaks something and sees as what it is reported, first DEGRADED, then UNHEALTHY; how soon is printed, not judged. */
export async function detect(
  t: TestContext,
  monitor: MonitorRun,
  { failure, faults, error = /./ }: Expected,
  breakIt: () => unknown,
): Promise<MountStatusEntry> {
  await healthy(monitor);
  const linesBefore = monitor.log().length;
  const startedMs = performance.now();
  await breakIt();
  const first = await monitor.untilMount(failure, ({ fault }) => fault !== null);
  const seenMs = performance.now() - startedMs;
  const last = await monitor.untilMount("unhealthy", ({ status }) => status === "UNHEALTHY");
  const unhealthyMs = performance.now() - startedMs;
  t.diagnostic(
    `${failure}: ${first.fault} after ${Math.round(seenMs)} ms, UNHEALTHY after ${Math.round(unhealthyMs)} ms: ${first.lastError}`,
  );
  for (const { fault, lastError } of [first, last]) {
    assert.ok(fault && faults.includes(fault), `${failure} was seen as ${fault} (${lastError})`);
    assert.match(lastError, error);
  }
  const said = () =>
    monitor
      .log()
      .slice(linesBefore)
      .map(({ msg }) => msg)
      .filter((msg) => msg === "mount degraded" || msg === "mount unhealthy");
  // An endpoint may tell of it before its line has come through the pipe.
  await until("both lines", () => (said().length >= 2 ? true : undefined), monitor.output);
  assert.deepEqual(said(), ["mount degraded", "mount unhealthy"]);
  return last;
}
