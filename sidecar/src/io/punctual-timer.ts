import { LONGEST_TIMER_MS, monotonicMs } from "./clock.ts";

/** One timer that can be set anew, and that knows when it should have fired. */
export interface PunctualTimer {
  /** `sinceMs` is when the step began that sets it: also while it was made the process may have been stopped. */
  set(dueMs: number, sinceMs: number): void;
  /**
   * The process itself was stopped, or the machine. Asked before anything is done with whatever comes first after that:
   * some answers come before the timer, and others after it. What counts is when something was to happen, not how long
   * it has been due: that stays late until it is done.
   */
  isLate(nowMs: number, allowedMs: number): boolean;
  clear(): void;
}

export function createPunctualTimer(onTime: () => void): PunctualTimer {
  let timer: NodeJS.Timeout | undefined;
  let turn: NodeJS.Immediate | undefined;
  let expectedMs = Infinity;
  let isSet = false;
  const fire = () => {
    isSet = false;
    onTime();
  };
  const clear = () => {
    isSet = false;
    clearTimeout(timer);
    clearImmediate(turn);
  };
  return {
    clear,
    isLate: (nowMs, allowedMs) => nowMs - expectedMs > allowedMs,
    set(dueMs, sinceMs) {
      const dueAgainMs = Math.max(dueMs, sinceMs);
      // An answer seldom changes when to wake up, and a timer costs more than to see that.
      if (isSet && dueAgainMs === expectedMs) return;
      clear();
      isSet = true;
      expectedMs = dueAgainMs;
      // A wake-up too early costs nothing.
      const delayMs = Math.min(Math.max(0, Math.ceil(expectedMs - monotonicMs())), LONGEST_TIMER_MS);
      // The loop turns once more before a time limit counts: the answer may be waiting behind this very timer.
      timer = setTimeout(() => (turn = setImmediate(fire)), delayMs);
    },
  };
}
