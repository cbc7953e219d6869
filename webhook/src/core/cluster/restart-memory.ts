import { formatTime, MS_PER_HOUR } from "@mount-monitor/contract";
import type { SeenRestart } from "./read-restart.ts";
import { restartsInARow } from "./restarts-in-a-row.ts";

/** As far back as a monitor's budget looks. The API server itself forgets events after an hour. */
export const REMEMBERED_MS = 24 * MS_PER_HOUR;

/** Whoever may write events in a namespace can fill this, of their own namespace and of no other. */
const MAX_PER_NAMESPACE = 2_000;

export interface RecentRestarts {
  readonly namespace: string;
  readonly workload: string;
  readonly count: number;
  /** Of these, how many followed on each other. */
  readonly inARow: number;
}

/** Restarts of the last day, by namespace. */
export interface RestartMemory {
  /** Whether it is news. */
  note(restart: SeenRestart, nowMs: number): boolean;
  /** Times by workload, oldest first. */
  of(namespace: string, nowMs: number): Readonly<Record<string, readonly string[]>>;
  /** How many of each workload in the last hour, everywhere. */
  recent(nowMs: number): readonly RecentRestarts[];
  /** Drops what is too old; gives the namespaces that lost something. */
  forgetOld(nowMs: number): readonly string[];
  forgetNamespace(namespace: string): void;
  size(): number;
}

export function createRestartMemory(): RestartMemory {
  const namespaces = new Map<string, Map<string, SeenRestart>>();
  const isOld = ({ atMs }: SeenRestart, nowMs: number) => atMs <= nowMs - REMEMBERED_MS;
  return {
    note(restart, nowMs) {
      const known = namespaces.get(restart.namespace);
      if (isOld(restart, nowMs) || known?.has(restart.uid)) return false;
      if (known === undefined) namespaces.set(restart.namespace, new Map([[restart.uid, restart]]));
      else {
        known.set(restart.uid, restart);
        if (known.size > MAX_PER_NAMESPACE) known.delete(oldestOf(known));
      }
      return true;
    },
    of(namespace, nowMs) {
      const restarts = [...(namespaces.get(namespace)?.values() ?? [])].filter((restart) => !isOld(restart, nowMs));
      const times: Record<string, string[]> = {};
      for (const { workload, atMs } of restarts.toSorted((a, b) => a.atMs - b.atMs))
        (times[workload] ??= []).push(formatTime(atMs));
      return times;
    },
    recent(nowMs) {
      return [...namespaces].flatMap(([namespace, known]) => {
        const recent = [...known.values()].filter(({ atMs }) => atMs > nowMs - MS_PER_HOUR);
        return [...Map.groupBy(recent, ({ workload }) => workload)].map(([workload, restarts]) => ({
          namespace,
          workload,
          count: restarts.length,
          inARow: restartsInARow(restarts),
        }));
      });
    },
    forgetOld(nowMs) {
      const touched: string[] = [];
      for (const [namespace, known] of namespaces) {
        const old = [...known.values()].filter((restart) => isOld(restart, nowMs));
        if (old.length === 0) continue;
        touched.push(namespace);
        for (const { uid } of old) known.delete(uid);
        if (known.size === 0) namespaces.delete(namespace);
      }
      return touched;
    },
    forgetNamespace: (namespace) => void namespaces.delete(namespace),
    size: () => [...namespaces.values()].reduce((sum, known) => sum + known.size, 0),
  };
}

function oldestOf(known: ReadonlyMap<string, SeenRestart>): string {
  let oldest: SeenRestart | undefined;
  for (const restart of known.values()) if (oldest === undefined || restart.atMs < oldest.atMs) oldest = restart;
  return oldest?.uid ?? "";
}
