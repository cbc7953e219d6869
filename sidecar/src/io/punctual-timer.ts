import { monotonicMs } from "./clock.ts";

/** The longest that Node's timers take; a wake-up too early costs nothing. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** One timer that can be set anew, and that knows when it was late. */
export interface PunctualTimer {
  set(dueMs: number): void;
  clear(): void;
}

export interface TimerEnds {
  readonly onTime: () => void;
  /** The process itself was stopped, or the machine: what should have happened meanwhile says nothing about anyone. */
  readonly late: () => void;
  /** How late is late. */
  readonly allowedMs: () => number;
}

/**
 * A process that was stopped finds its timers fired before the answers that had long arrived. So the event loop turns
 * once more before the end of a time counts, and an end that was itself late is told apart.
 */
export function createPunctualTimer({ onTime, late, allowedMs }: TimerEnds): PunctualTimer {
  let timer: NodeJS.Timeout | undefined;
  let turn: NodeJS.Immediate | undefined;
  const clear = () => {
    clearTimeout(timer);
    clearImmediate(turn);
  };
  return {
    clear,
    set(dueMs) {
      clear();
      const delayMs = Math.min(Math.max(0, Math.ceil(dueMs - monotonicMs())), LONGEST_TIMER_MS);
      const expectedMs = monotonicMs() + delayMs;
      timer = setTimeout(() => {
        if (monotonicMs() - expectedMs > allowedMs()) late();
        else turn = setImmediate(onTime);
      }, delayMs);
    },
  };
}
