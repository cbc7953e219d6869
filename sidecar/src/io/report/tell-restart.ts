import { formatElapsed, RESTART_EVENT_TYPE } from "@mount-monitor/contract";
import type { Logger } from "@mount-monitor/process";
import type { MonitorState } from "../../core/monitor.ts";
import type { MountIdentity } from "../../core/mount/mount-identity.ts";
import { explainStuck } from "../../core/report/free-command.ts";
import { describeFailures, mountKeys, outageOf } from "../../core/report/sentences.ts";
import { foremost, restartCauses } from "../../core/restart/causes.ts";
import { explainHold } from "../../core/restart/hold.ts";
import type { RestartEffect } from "../../core/restart/restart-plan.ts";
import type { PodApi } from "../pod/pod-api.ts";
import type { Counters } from "./counters.ts";

export interface RestartTelling {
  readonly log: Logger;
  readonly api: PodApi;
  readonly counters: Counters;
  readonly node: string | undefined;
  /** Whether this process says it for the first time. */
  readonly isNews: (occasion: string | undefined) => boolean;
  /** The event of the restart has gone out. */
  readonly announced: () => void;
  /** Mounts whose probe is out and hangs. */
  readonly stuck: () => ReadonlyArray<readonly [path: string, identity: MountIdentity | undefined]>;
}

/** What is said when the watchdog acts, would act, or cannot act. */
export function tellRestart(
  effect: RestartEffect,
  state: MonitorState,
  nowMs: number,
  { log, api, counters, node, isNews, announced, stuck }: RestartTelling,
): void {
  const causes = restartCauses(state.tracks, state.config.watchdog);
  const first = foremost(causes);
  const keys = first ? mountKeys(first, nowMs) : {};
  const why = describeFailures(causes, nowMs);
  const outage = first && outageOf(first);
  // Also a monitor that was started anew says it once, since the events of one outage and reason have one name.
  const tellBlocked = (reason: string, message: string) =>
    void api.tell("RestartBlocked", "Warning", message, outage && `${outage} ${reason}`);
  const { action } = state.config.watchdog;
  switch (effect.t) {
    case "restart":
      // Each further round for the same outage would only say it again.
      log[isNews(outage) ? "warn" : "debug"]({ ...keys, action }, "mount unhealthy, triggering pod restart");
      if (effect.announce)
        void api
          .tell("WatchdogRestart", RESTART_EVENT_TYPE, `restarting the pod (${action}): ${why}`, outage)
          .then((written) => written && announced());
      return;
    case "would-restart":
      counters.restarted("observed");
      log.warn({ ...keys, action, mode: "observe" }, "mount unhealthy, would have restarted the pod");
      return void api.tell(
        "WatchdogRestart",
        // Not the type of what was done: it must not count as a restart.
        "Normal",
        `would have restarted the pod (${action}; mode is observe): ${why}`,
      );
    case "cancelled":
      // The cause may also have left the configuration, or have become one that a restart cannot help.
      return log.info(
        {},
        state.tracks.every(({ record }) => record.health.t === "healthy")
          ? "mounts recovered, restart cancelled"
          : "no mount calls for it any more, restart cancelled",
      );
    case "held": {
      const reason = explainHold(effect.hold, state.config.watchdog.budget, nowMs);
      log.warn({ ...keys, reason: effect.hold.reason, explanation: reason }, "restart held back");
      return tellBlocked(effect.hold.reason, `${reason}. ${why}`);
    }
    case "obstructed": {
      counters.restarted(effect.reason === "unreachable" ? "failed" : "blocked");
      const retryIn = formatElapsed(effect.retryInMs);
      const worthALine = effect.first || Number.isInteger(Math.log2(effect.rounds));
      log[worthALine ? "error" : "debug"](
        { ...keys, reason: effect.reason, error: effect.message, attempts: effect.rounds, retryIn },
        "pod restart failed",
      );
      if (effect.first) tellBlocked(effect.reason, `${effect.message}. ${why}`);
      return;
    }
    case "accepted": {
      counters.restarted("accepted");
      log.info({ action }, "pod restart accepted");
      const hanging = stuck();
      if (hanging.length === 0) return;
      log.warn({ mounts: hanging.map(([path]) => path), node }, explainStuck(hanging, node));
      // While there is time: after the grace period nobody is left to say it, and who looks at the pod sees events.
      return tellBlocked("stuck", explainStuck(hanging, node));
    }
    case "overdue": {
      const message = `the pod was told to go ${formatElapsed(nowMs - effect.sinceMs)} ago and is still here; ${
        stuck().length > 0
          ? explainStuck(stuck(), node)
          : "look for finalizers (kubectl get pod -o yaml), and whether POD_NAME and POD_UID are those of this pod"
      }`;
      log.error(keys, message);
      return tellBlocked("overdue", message);
    }
    case "give-up":
      return log.error({ ...keys, hint: "set stateDir to go on instead" }, "pod restart failed, leaving");
  }
}
