import type { RestartAction } from "@mount-monitor/contract";
import type { Hold } from "./hold.ts";

/** Where the watchdog stands, from the first cause to the end of the pod. */
export type RestartPlan =
  | { readonly t: "idle" }
  /** Waits out `restartDelay` and the spread. */
  | { readonly t: "delayed"; readonly spreadMs: number }
  | { readonly t: "held"; readonly hold: Hold }
  /** Every mount is looked at once more. */
  | { readonly t: "confirming"; readonly sinceMs: number }
  | { readonly t: "acting"; readonly sinceMs: number }
  | { readonly t: "retrying"; readonly notBeforeMs: number; readonly message: string }
  /** Observe mode: said what would have been done. */
  | { readonly t: "observed" }
  | { readonly t: "accepted"; readonly sinceMs: number; readonly overdueSaid: boolean };

/** How one round of calls to the API ended. */
export type RestartResult =
  | { readonly t: "accepted" }
  | {
      readonly t: "blocked";
      readonly reason: string;
      readonly message: string;
      readonly retryAfterMs?: number | undefined;
    }
  /** `answered`: the server is there, and could not or would not. */
  | { readonly t: "failed"; readonly message: string; readonly answered?: true };

export interface Watchdog {
  readonly plan: RestartPlan;
  /** Restarts of this workload, oldest first. */
  readonly history: readonly number[];
  /** In this outage: how many rounds failed, */
  readonly rounds: number;
  /** whether the restart is being announced, */
  readonly announcing: boolean;
  /** whether it was, as the API has confirmed: only this outlives the monitor, which may be killed in between, */
  readonly announced: boolean;
  /** whether it is in the history already, */
  readonly counted: boolean;
  /** and which obstacle was named last. */
  readonly obstacle: string | undefined;
}

export const CALM: Omit<Watchdog, "history"> = {
  plan: { t: "idle" },
  rounds: 0,
  announcing: false,
  announced: false,
  counted: false,
  obstacle: undefined,
};

/** What the restart needs done outside of the core. */
export type RestartEffect =
  | { readonly t: "restart"; readonly action: Exclude<RestartAction, "none">; readonly announce: boolean }
  | { readonly t: "would-restart" }
  | { readonly t: "cancelled" }
  | { readonly t: "held"; readonly hold: Hold }
  | {
      readonly t: "obstructed";
      readonly reason: string;
      readonly message: string;
      readonly retryInMs: number;
      /** How many rounds failed in this outage. */
      readonly rounds: number;
      /** Not the obstacle that was named last. */ readonly first: boolean;
    }
  | { readonly t: "accepted" }
  | { readonly t: "overdue"; readonly sinceMs: number }
  | { readonly t: "give-up" };
