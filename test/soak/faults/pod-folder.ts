import { chmodSync, chownSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { MonitorConfigInput } from "@mount-monitor/contract";
import { deviceAt } from "../../../sidecar/test/fuse/support/mounted.ts";
import { MAX_RETRIES, RETRY_BACKOFF_MS } from "../model/limits.ts";
import type { PodPlan } from "../schedule/pod-plan.ts";

/** What lies on disk for one pod and its successors. */
export interface PodFolder {
  readonly path: string;
  mountPath(name: string): string;
  /** As an emptyDir of a new pod: another place, with nothing in it. */
  newStateDir(): string;
  pause(on: boolean): void;
  /** What `libfaketime` reads: how far the clock of the processes is off. */
  readonly clockFile: string;
  setClock(byMs: number): void;
  config(stateDir: string, recentRestarts: readonly number[]): MonitorConfigInput;
  remove(): void;
}

export function openPodFolder(plan: PodPlan, uid: number | undefined): PodFolder {
  const folder = mkdtempSync(path.join(tmpdir(), `mount-monitor-soak-${plan.name}-`));
  chmodSync(folder, 0o755);
  const info = path.join(folder, "info");
  const clockFile = path.join(folder, "clock");
  mkdirSync(info);
  let states = 0;
  const write = (file: string, text: string) => {
    writeFileSync(`${file}.new`, text, { mode: 0o644 });
    renameSync(`${file}.new`, file);
  };
  const pause = (on: boolean) => write(path.join(info, "annotations"), on ? 'mount-monitor.io/pause="true"\n' : "");
  const setClock = (byMs: number) => write(clockFile, `${byMs < 0 ? "-" : "+"}${Math.round(Math.abs(byMs) / 1_000)}\n`);
  write(path.join(info, "labels"), 'mount-monitor.io/injected="true"\n');
  pause(false);
  setClock(0);
  const mountPath = (name: string) => path.join(folder, "mnt", name);
  mkdirSync(path.join(folder, "mnt"));
  return {
    path: folder,
    mountPath,
    newStateDir() {
      const stateDir = path.join(folder, `state-${++states}`);
      mkdirSync(stateDir);
      if (uid !== undefined) chownSync(stateDir, uid, uid);
      return stateDir;
    },
    pause,
    clockFile,
    setClock,
    config: (stateDir, recentRestarts) => ({
      mounts: plan.mounts.map(({ name, onFailure }) => ({ path: mountPath(name), name, onFailure })),
      checkInterval: `${plan.checkIntervalMs}ms`,
      readTimeout: `${plan.readTimeoutMs}ms`,
      failureThreshold: plan.failureThreshold,
      mode: plan.mode,
      httpPort: 0,
      shutdownTimeout: "3s",
      stateDir,
      podInfoDir: info,
      watchdog: {
        action: plan.action,
        restartDelay: `${plan.restartDelayMs}ms`,
        budget: plan.budget ? `${plan.budget.limit} per ${plan.budget.windowMs / 1_000}s` : "unlimited",
        maxRetries: MAX_RETRIES,
        retryBackoffInitial: `${RETRY_BACKOFF_MS}ms`,
        retryBackoffMax: `${RETRY_BACKOFF_MS}ms`,
        recentRestarts: recentRestarts.map((ms) => new Date(ms).toISOString().replace(/\.\d+/, "")),
      },
    }),
    remove() {
      // Never into what is still mounted: it may hang, and it may be somebody's.
      const left = plan.mounts.filter(({ name }) => deviceAt(mountPath(name)) !== undefined);
      if (left.length > 0)
        throw new Error(`${folder} is left: ${left.map(({ name }) => name).join(", ")} is still mounted`);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
