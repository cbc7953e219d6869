import type { MonitorConfig } from "@mount-monitor/contract";
import { type HealthRecord, NEW_RECORD } from "../health/mount-health.ts";
import { newTrack } from "../health/mount-track.ts";
import type { MonitorState } from "../monitor.ts";
import { rememberRestart } from "../restart/budget.ts";
import { CALM } from "../restart/restart-plan.ts";
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
  const watchdog = mine?.watchdog ?? { ...CALM, history: restartsOfEarlierPods(config, nowMs, wallNowMs) };
  return { config, tracks, watchdog: { ...watchdog, history: watchdog.history.map((ms) => Math.min(ms, nowMs)) } };
}

/** Having passed the gate counts as having been healthy. */
function fromGate(record: MountRecord | undefined, path: string): HealthRecord {
  const recorded = own(record?.mounts, path);
  if (!recorded?.healthy) return NEW_RECORD;
  return { ...NEW_RECORD, everHealthy: true, everOtherThanDenied: true, canarySeen: recorded.canarySeen };
}

/**
 * What the configuration brings along, by our clock, which nobody sets. Once in our memory they are not read again:
 * the two clocks drift apart, so that each reading would add them once more.
 */
function restartsOfEarlierPods({ watchdog }: MonitorConfig, nowMs: number, wallNowMs: number): readonly number[] {
  return watchdog.recentRestarts
    .map((wallMs) => nowMs - Math.max(0, wallNowMs - wallMs))
    .reduce<number[]>((history, restartMs) => rememberRestart(history, restartMs), []);
}

function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}
