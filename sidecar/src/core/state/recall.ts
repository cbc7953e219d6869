import type { MonitorConfig } from "@mount-monitor/contract";
import { type HealthRecord, NEW_RECORD } from "../health/mount-health.ts";
import { newTrack } from "../health/mount-track.ts";
import type { MonitorState } from "../monitor.ts";
import { rememberRestart } from "../restart/budget.ts";
import { CALM, type Watchdog } from "../restart/restart-plan.ts";
import type { MonitorMemory } from "./monitor-memory.ts";
import type { MountRecord } from "./mount-record.ts";
import { isSameStart, type Origin } from "./origin.ts";

export interface Recalled {
  readonly config: MonitorConfig;
  readonly memory: MonitorMemory | undefined;
  readonly record: MountRecord | undefined;
  readonly origin: Origin;
}

/** The state to begin with: from the memory of this start of the pod, else from the gate's record, else from nothing. */
export function recall({ config, memory, record, origin }: Recalled, nowMs: number, wallNowMs: number): MonitorState {
  const mine = memory && isSameStart(memory.origin, origin) ? memory : undefined;
  const gate = record && isSameStart(record.origin, origin) ? record : undefined;
  const tracks = config.mounts.map((mount) =>
    newTrack(mount, nowMs, own(mine?.records, mount.path) ?? fromGate(gate, mount.path)),
  );
  const watchdog: Watchdog = mine?.watchdog ?? { ...CALM, history: [] };
  return {
    config,
    tracks,
    watchdog: { ...watchdog, history: mergeHistory(watchdog.history, config, nowMs, wallNowMs) },
  };
}

/** Having passed the gate counts as having been healthy. */
function fromGate(record: MountRecord | undefined, path: string): HealthRecord {
  const recorded = own(record?.mounts, path);
  if (!recorded?.healthy) return NEW_RECORD;
  return { ...NEW_RECORD, everHealthy: true, everOtherThanDenied: true, canarySeen: recorded.canarySeen };
}

/** Restarts that the configuration brings along (of earlier pods), and our own: by our clock, which nobody sets. */
function mergeHistory(own: readonly number[], config: MonitorConfig, nowMs: number, wallNowMs: number): number[] {
  const told = config.watchdog.recentRestarts.map((wallMs) => nowMs - Math.max(0, wallNowMs - wallMs));
  const all = [...new Set([...told, ...own.map((restartMs) => Math.min(restartMs, nowMs))])].toSorted((a, b) => a - b);
  return all.reduce<number[]>((history, restartMs) => rememberRestart(history, restartMs), []);
}

function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}
