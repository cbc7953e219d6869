import { setTimeout as wait } from "node:timers/promises";
import { EXIT } from "@mount-monitor/contract";
import type { Logger } from "@mount-monitor/process";
import type { Closer } from "../http/close-server.ts";

export interface StopTools {
  readonly drainDelayMs: number;
  readonly shutdownTimeoutMs: number;
  readonly log: Logger;
  /** From here on it is not ready, and clients are asked to go elsewhere. */
  readonly drain: () => void;
  readonly admission: Closer;
  readonly health: Closer;
  /** Ends what works beside: watches, certificates. */
  readonly close: () => void;
}

/** On SIGTERM and SIGINT everything is answered until the cluster has taken note; then the process ends. */
export function stopOnSignal({
  drainDelayMs,
  shutdownTimeoutMs,
  log,
  drain,
  admission,
  health,
  close,
}: StopTools): void {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    drain();
    log.info({ signal, drainDelayMs }, "stopping: answering on while the cluster takes note");
    // The certificate may become due, and decisions go by what is known, up to the last answer.
    await wait(drainDelayMs);
    const left = await admission.close(shutdownTimeoutMs);
    close();
    await health.close(0);
    if (left > 0) log.warn({ connections: left }, "cut off calls that did not end within shutdownTimeout");
    log.info({}, "stopped");
    process.exit(EXIT.ok);
  };
  process.on("SIGTERM", (signal) => void stop(signal));
  process.on("SIGINT", (signal) => void stop(signal));
  process.on("SIGHUP", () => {
    log.info({}, "certificates are read again by themselves; for another configuration start the webhook anew");
  });
}
