const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
const AFTER_STEP_MS = 30;
/** Writes within a minute that no way to rest needs: beyond it somebody undoes what we do, and nobody is to race him. */
const WRITES_A_MINUTE = 30;
const BEYOND_THAT_MS = 5_000;

/** How long to wait before looking again. */
export interface Pace {
  /** After a step that wrote nothing to the cluster. */
  afterOwnStep(): number;
  /** After one that did, held or lost to another replica. */
  afterWrite(steadyMs: number): number;
  /** After a failure; more with each one in a row. */
  afterFailure(): number;
  rested(): void;
}

/** By chance a little more or less, so that replicas that met once do not meet for ever. */
export function createPace(random: () => number = Math.random): Pace {
  let failures = 0;
  let writtenAtMs: number[] = [];
  return {
    afterOwnStep: () => AFTER_STEP_MS * (0.5 + random()),
    afterWrite(steadyMs) {
      writtenAtMs = [...writtenAtMs.filter((ms) => steadyMs - ms < 60_000), steadyMs];
      return (writtenAtMs.length > WRITES_A_MINUTE ? BEYOND_THAT_MS : AFTER_STEP_MS) * (0.5 + random());
    },
    afterFailure() {
      const pauseMs = FIRST_PAUSE_MS * 2 ** Math.min(failures++, 16);
      return Math.min(LONGEST_PAUSE_MS, pauseMs) * (0.5 + random());
    },
    rested() {
      failures = 0;
    },
  };
}
