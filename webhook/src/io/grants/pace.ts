const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
const AFTER_CONFLICT_MS = 50;
const LONGEST_AFTER_CONFLICT_MS = 5_000;
/** Somebody who undoes what we do, again and again, does not have us write as fast as he does. */
const REPAIRS_A_MINUTE = 10;
const BEYOND_THAT_MS = 5_000;

/** By chance a little more or less, so that replicas that met once do not meet for ever. */
function about(ms: number): number {
  return ms * (0.5 + Math.random());
}

export function pauseAfterFailure(failures: number): number {
  return about(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 16)));
}

export function pauseAfterConflict(conflicts: number): number {
  return about(Math.min(LONGEST_AFTER_CONFLICT_MS, AFTER_CONFLICT_MS * 2 ** Math.min(conflicts - 1, 16)));
}

/** Undefined: no pause. `repairedAtMs`: when the same was written once more, within the last minute. */
export function pauseAfterRepair(repairedAtMs: readonly number[]): number | undefined {
  return repairedAtMs.length > REPAIRS_A_MINUTE ? about(BEYOND_THAT_MS) : undefined;
}

/** So that many changes go in one write, and the slower one of two replicas finds it done. */
export function gatherMs(): number {
  return 50 + Math.random() * 100;
}

/** For what falls due at the same time everywhere. */
export function spreadMs(): number {
  return Math.random() * 2_000;
}
