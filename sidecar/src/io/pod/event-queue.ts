import type { EventReason } from "@mount-monitor/contract";
import type { CallResult } from "../../core/kube/call-result.ts";
import type { PodEvent } from "../../core/kube/pod-event.ts";

/** Events that may wait for an API that is away: beyond that a mount flaps, and the first ones tell. */
const MOST_WAITING = 16;
const LONGEST_WAIT_MS = 60_000;
/**
 * A permission may be a moment late: of a pod that is young, or of an API server that has just started and does not
 * know its Roles yet. Who is to have no permission at all costs these few calls.
 */
const PERMISSION_MAY_COME_MS = 120_000;
/** As long as the server itself keeps events. */
const GIVE_UP_AFTER_MS = 3_600_000;

export interface EventQueueDeps {
  readonly write: (event: PodEvent) => Promise<CallResult>;
  /** Says what is in the way; the same is said once. */
  readonly onTrouble: (message: string) => void;
  /** Gives up all of them. */
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
}

/** Events that are on their way to the API server. They are tried again while it is away, and hold up nobody. */
export interface EventQueue {
  /** Whether there is room for one more; says so where there is none. */
  hasRoomFor(reason: EventReason): boolean;
  /** Comes back once the event is written, or never will be. */
  deliver(event: PodEvent): Promise<boolean>;
  /** Tries now what waits for its next attempt: the API may be back, or the pod may be about to go. */
  hurry(): void;
  /** What waits is tried a last time, and what fails from here on is not tried again. */
  drain(): void;
  /** Ends what `drain` began. */
  resume(): void;
}

export function createEventQueue({ write, onTrouble, signal, nowMs }: EventQueueDeps): EventQueue {
  let underWay = 0;
  let draining = false;
  let lastTrouble: string | undefined;
  const waiting = new Set<() => void>();
  const hurry = () => {
    for (const goOn of waiting) goOn();
  };
  signal.addEventListener("abort", hurry);
  const complain = (message: string) => {
    if (message !== lastTrouble) onTrouble(message);
    lastTrouble = message;
  };
  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      const goOn = () => {
        clearTimeout(timer);
        waiting.delete(goOn);
        resolve();
      };
      const timer = setTimeout(goOn, ms);
      waiting.add(goOn);
    });
  const attempt = async (event: PodEvent): Promise<boolean> => {
    const startedMs = nowMs();
    for (let failures = 0; ; failures++) {
      const result = await write(event);
      if (result.t === "ok") return true;
      complain(result.message);
      const triedMs = nowMs() - startedMs;
      if (draining || signal.aborted || triedMs >= patienceMs(result)) return false;
      await wait(Math.min(1_000 * 2 ** failures, LONGEST_WAIT_MS));
      if (signal.aborted) return false;
    }
  };
  return {
    hasRoomFor(reason) {
      if (underWay < MOST_WAITING) return true;
      complain(
        `failed to write the event ${reason}: ${underWay} others wait for the API already; this one is left out`,
      );
      return false;
    },
    deliver(event) {
      underWay++;
      return attempt(event).finally(() => underWay--);
    },
    hurry,
    drain() {
      draining = true;
      hurry();
    },
    resume: () => void (draining = false),
  };
}

/** How long it is worth trying against that. */
function patienceMs(result: Exclude<CallResult, { t: "ok" }>): number {
  switch (result.t) {
    case "gone":
      return 0;
    case "refused":
      if (result.retryable) return GIVE_UP_AFTER_MS;
      return result.reason === "permission" ? PERMISSION_MAY_COME_MS : 0;
    case "throttled":
    case "unreachable":
      return GIVE_UP_AFTER_MS;
  }
}
