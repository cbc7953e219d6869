import { setTimeout as wait } from "node:timers/promises";
import { podReview, post } from "../../../webhook/test/support/https-client.ts";

/**
 * An API server that hears of a change of `caBundle` as late as it may: it calls on a connection of its own each time,
 * and trusts what the bundle was a while ago.
 */
export interface LateCaller {
  readonly calls: () => number;
  readonly failures: readonly LateFailure[];
  stop(): Promise<void>;
}

export interface LateFailure {
  readonly beganMs: number;
  /** How old its view of the bundle was by the end of the call. */
  readonly ageMs: number;
  readonly why: string;
}

export interface LateCallerOptions {
  readonly port: number;
  readonly bundle: () => Promise<string>;
  /** At most. */
  readonly lateMs: number;
}

const LOOK_EVERY_MS = 100;
const CALL_EVERY_MS = 50;

export function startLateCaller({ port, bundle, lateMs }: LateCallerOptions): LateCaller {
  const failures: LateFailure[] = [];
  let seen: Array<{ readonly atMs: number; readonly pem: string }> = [];
  let calls = 0;
  let stopped = false;
  const look = async () => {
    for (;;) {
      if (stopped) return;
      // From when it was asked: what came back is no older.
      const atMs = performance.now();
      const pem = await bundle().catch(() => undefined);
      if (pem !== undefined) seen.push({ atMs, pem });
      await wait(LOOK_EVERY_MS);
    }
  };
  const call = async () => {
    for (;;) {
      if (stopped) return;
      await wait(CALL_EVERY_MS);
      const beganMs = performance.now();
      seen = seen.filter(({ atMs }) => beganMs - atMs <= lateMs);
      const [oldest] = seen;
      // The machine was too slow to look in time: nothing is promised to somebody who is later than late.
      if (oldest === undefined) continue;
      try {
        const { status, body } = await post(podReview(`late-${++calls}`), { port, ca: oldest.pem });
        if (status !== 200) throw new Error(`${status} ${body}`);
      } catch (error) {
        failures.push({ beganMs, ageMs: performance.now() - oldest.atMs, why: String(error) });
      }
    }
  };
  const running = Promise.all([look(), call()]);
  return {
    calls: () => calls,
    failures,
    async stop() {
      stopped = true;
      await running;
    },
  };
}
