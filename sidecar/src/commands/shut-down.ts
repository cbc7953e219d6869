import { setTimeout as wait } from "node:timers/promises";
import { EXIT } from "@mount-monitor/contract";
import { leave, type Logger } from "@mount-monitor/process";
import { explainStuck } from "../core/report/free-command.ts";
import type { HealthServer } from "../io/http/listen.ts";
import type { MonitorLoop } from "../io/monitor-loop.ts";
import type { PodApi } from "../io/pod/pod-api.ts";
import type { SelfTest } from "../io/pod/self-test.ts";
import type { Prober } from "../io/probe/prober.ts";

/** A probe that is about to come back may; one that hangs is not worth more. */
const PROBE_GRACE_MS = 1_000;
const LOOK_AGAIN_MS = 20;

export interface Running {
  readonly loop: MonitorLoop;
  readonly prober: Prober;
  readonly api: PodApi;
  /** There is none before it listens. */
  readonly server: () => HealthServer | undefined;
  readonly selfTest: SelfTest;
  readonly log: Logger;
}

/**
 * Ends the process in order: calls under way may end within `shutdownTimeout`, probes within a second. Where a probe is
 * pinned (a file is open on a mount that hangs, or a daemon that runs has taken the request), leaving would hang in the
 * kernel, and with an open file take `ps` and the kubelet with it; then it is better to go on answering until the mount
 * comes back or someone kills us.
 */
export async function shutDown({ loop, prober, api, server, selfTest, log }: Running): Promise<void> {
  const { config, watchdog } = loop.state();
  loop.stop();
  selfTest.stop();
  const hangs = () => prober.out().length > 0;
  const graceMs = Math.min(PROBE_GRACE_MS, config.shutdownTimeoutMs);
  await Promise.race([untilNot(hangs), Promise.all([prober.askDaemons(graceMs), wait(graceMs)])]);
  if (hangs() && config.watchdog.force && watchdog.plan.t === "accepted") {
    log.warn({ mounts: prober.out() }, "a probe hangs, removing the pod without a grace period (force)");
    const result = await api.force();
    if (result && result.t !== "ok" && result.t !== "gone")
      log.error({ error: result.message }, "forced removal failed");
  }
  await Promise.race([api.idle(), wait(config.shutdownTimeoutMs)]);
  api.cancel();
  const stuck = () =>
    explainStuck(
      prober.out().map((path) => [path, loop.mounted(path)]),
      loop.node,
    );
  if (prober.isPinned()) {
    log.error(
      { mounts: prober.out() },
      `cannot stop: a check is held by a mount that hangs; ${stuck()}; answering until killed`,
    );
    await untilNot(prober.isPinned);
  }
  if (hangs()) log.warn({ mounts: prober.out() }, `stopping although a check hangs; ${stuck()}`);
  server()?.close();
  log.info({}, "stopped");
  leave(EXIT.ok, hangs());
}

async function untilNot(condition: () => boolean): Promise<void> {
  while (condition()) await wait(LOOK_AGAIN_MS);
}
