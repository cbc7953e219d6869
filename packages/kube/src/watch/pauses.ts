import type { Pace } from "./pace.ts";

/** Pauses that double, each shortened or lengthened by up to a half so that many who lost a server do not come back at once. */
export interface Pauses {
  nextMs(): number;
  /** It went well: the next one is the first again. */
  reset(): void;
}

export function createPauses({ firstPauseMs, longestPauseMs }: Pick<Pace, "firstPauseMs" | "longestPauseMs">): Pauses {
  let pauseMs = firstPauseMs;
  return {
    nextMs() {
      const ms = pauseMs * (0.5 + Math.random());
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      return ms;
    },
    reset: () => void (pauseMs = firstPauseMs),
  };
}

/** Comes back early, too, when the signal says so. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    // Whoever waits to ask again does not keep the process from ending.
    timer.unref();
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}
