interface Waiter {
  readonly holds: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

export interface Waiting {
  until(holds: () => boolean, limitMs?: number): Promise<void>;
  /** Something has changed: looks whether a wait is over. */
  check(): void;
  /** Nothing will change any more. */
  end(): void;
}

/** Far above what anything takes on a busy machine; only what is broken waits so long. */
const DEFAULT_LIMIT_MS = 60_000;

/** Waits for what happens in the stand-in, without polling. */
export function createWaiting(seen: () => readonly string[]): Waiting {
  const waiters = new Set<Waiter>();
  const giveUp = (waiter: Waiter, why: string): void => {
    clearTimeout(waiter.timer);
    waiters.delete(waiter);
    waiter.reject(new Error(`${why}; the stand-in saw: ${seen().join(", ") || "nothing"}`));
  };
  return {
    until: (holds, limitMs = DEFAULT_LIMIT_MS) =>
      new Promise((resolve, reject) => {
        if (holds()) return resolve();
        const timer = setTimeout(() => giveUp(waiter, `nothing of the kind came within ${limitMs} ms`), limitMs);
        const waiter: Waiter = { holds, resolve, reject, timer };
        waiters.add(waiter);
      }),
    check: () => {
      for (const waiter of waiters) {
        if (!waiter.holds()) continue;
        clearTimeout(waiter.timer);
        waiters.delete(waiter);
        waiter.resolve();
      }
    },
    end: () => {
      for (const waiter of waiters) giveUp(waiter, "the stand-in was closed");
    },
  };
}
