/** A replica that is new grows until its heap has found its size: it has been asked often enough by then, and for long enough. */
const WARM_MS = 40_000;
const WARM_CALLS = 800;
/** What all of the last so many looks found is no peak between two collections of garbage. */
const LOOKS = 6;
/** Measured: 4 MiB within six minutes. A leak of 10 KiB with each of ten reviews a second is as much in 80 seconds. */
const GROWTH_MIB = 8;

export interface MemoryLook {
  readonly replica: string;
  readonly residentMiB: number;
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
    look({ replica, residentMiB, atMs }) {
      const life = lives.get(replica) ?? { sinceMs: atMs, sinceCalls: calls, baseMiB: residentMiB, last: [] };
      lives.set(replica, life);
      if (atMs - life.sinceMs < WARM_MS || calls - life.sinceCalls < WARM_CALLS) {
        life.baseMiB = Math.max(life.baseMiB, residentMiB);
        return [];
      }
      life.last = [...life.last, residentMiB].slice(-LOOKS);
      const leastMiB = Math.min(...life.last);
      if (life.last.length < LOOKS || leastMiB <= life.baseMiB + GROWTH_MIB) return [];
      return [
        `${replica} needs ${leastMiB.toFixed(0)} MiB and more, and at most ${life.baseMiB.toFixed(0)} when it was new`,
      ];
    },
  };
}
