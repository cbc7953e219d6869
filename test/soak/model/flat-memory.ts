/** A replica that is new grows until its heap has found its size: it has been asked often enough by then, and for long enough. */
const WARM_MS = 40_000;
const WARM_CALLS = 800;
/** What all of the last so many looks found is no peak between two collections of garbage. */
const LOOKS = 6;
/** The heap tells a leak best: without one it stays within 3 MiB. What is resident wanders by 10, and has what is outside the heap as well. */
const GROWTH_MIB = { heapMiB: 5, residentMiB: 16 } as const;
type Kind = keyof typeof GROWTH_MIB;
const TITLES: Readonly<Record<Kind, string>> = { heapMiB: "heap", residentMiB: "resident memory" };

export interface MemoryLook {
  readonly replica: string;
  readonly residentMiB: number;
  readonly heapMiB: number;
  readonly atMs: number;
}

export interface FlatMemory {
  /** Somebody asked one of the replicas. */
  called(): void;
  /** What is wrong, if something is. */
  look(seen: MemoryLook): readonly string[];
}

interface Life {
  readonly sinceMs: number;
  readonly sinceCalls: number;
  readonly heapMiB: Needed;
  readonly residentMiB: Needed;
}

interface Needed {
  /** The most while it was new. */
  baseMiB: number;
  /** Since then. */
  last: number[];
}

/** Compares what a replica needs with what it needed once it had warmed up. */
export function flatMemory(): FlatMemory {
  const lives = new Map<string, Life>();
  let calls = 0;
  return {
    called() {
      calls++;
    },
    look(seen) {
      const { replica, atMs } = seen;
      const needed = (): Needed => ({ baseMiB: 0, last: [] });
      const life = lives.get(replica) ?? {
        sinceMs: atMs,
        sinceCalls: calls,
        heapMiB: needed(),
        residentMiB: needed(),
      };
      lives.set(replica, life);
      const isNew = atMs - life.sinceMs < WARM_MS || calls - life.sinceCalls < WARM_CALLS;
      return (["heapMiB", "residentMiB"] as const).flatMap((kind) => {
        const why = lookAt(life[kind], seen[kind], isNew, GROWTH_MIB[kind]);
        return why === undefined ? [] : [`${TITLES[kind]} of ${replica}: ${why}`];
      });
    },
  };
}

function lookAt(needed: Needed, mib: number, isNew: boolean, growthMiB: number): string | undefined {
  if (isNew) {
    needed.baseMiB = Math.max(needed.baseMiB, mib);
    return undefined;
  }
  needed.last = [...needed.last, mib].slice(-LOOKS);
  const leastMiB = Math.min(...needed.last);
  if (needed.last.length < LOOKS || leastMiB <= needed.baseMiB + growthMiB) return undefined;
  return `${leastMiB.toFixed(0)} MiB and more, and at most ${needed.baseMiB.toFixed(0)} when it was new`;
}
