/** What each replica had when it was young, and when it was looked at last. */
export interface ReplicaMemory {
  add(replica: string, atMs: number, residentMiB: number): void;
  /** Of the one that lived longest: two that are not of the same age do not compare. */
  longest(): MemoryOfLife | undefined;
}

export interface MemoryOfLife {
  readonly firstMiB: number;
  readonly lastMiB: number;
  readonly forMs: number;
}

export function createReplicaMemory(): ReplicaMemory {
  const lives = new Map<string, MemoryOfLife & { readonly sinceMs: number }>();
  return {
    add(replica, atMs, residentMiB) {
      const { sinceMs = atMs, firstMiB = residentMiB } = lives.get(replica) ?? {};
      lives.set(replica, { sinceMs, firstMiB, lastMiB: residentMiB, forMs: atMs - sinceMs });
    },
    longest: () => [...lives.values()].toSorted((a, b) => b.forMs - a.forMs)[0],
  };
}
