/**
 * How far what is known can be trusted.
 *
 * - `starting`: nothing is known yet.
 * - `current`: all is known, and changes come as they happen.
 * - `stale`: all was known once; the API server is away, and changes will be caught up on.
 * - `refused`: the API server will not tell, mostly for want of permission; asked again from time to time. What was known before is still there.
 */
export type WatchState =
  | { readonly t: "starting" }
  | { readonly t: "current" }
  | { readonly t: "stale"; readonly why: string }
  | { readonly t: "refused"; readonly why: string };

/** Constant messages, data in fields; the programs' logger fits. */
export interface WatchLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface StateKeeper {
  state(): WatchState;
  /** All is known, and news come. */
  current(): void;
  /** The API server is away, or said something that cannot be used. */
  failed(why: string): void;
  refused(why: string): void;
}

/** Keeps the state, and says once what there is to say about it. */
export function keepState(title: string, log: WatchLog, onState: (state: WatchState) => void): StateKeeper {
  let state: WatchState = { t: "starting" };
  let everKnown = false;
  let toldWhy: string | undefined;

  const enter = (next: WatchState) => {
    const { t: before } = state;
    state = next;
    if (next.t === "current") {
      if (before !== "starting") log.info({ watch: title }, "watch resumed");
    } else if ("why" in next && next.t !== before) log.warn({ watch: title, reason: next.why }, "watch interrupted");
    onState(next);
  };
  return {
    state: () => state,
    current() {
      everKnown = true;
      toldWhy = undefined;
      if (state.t !== "current") enter({ t: "current" });
    },
    failed(why) {
      if (everKnown) {
        if (state.t !== "stale" || state.why !== why) enter({ t: "stale", why });
        return;
      }
      // A refusal stands until there is another answer: it says more than that the server is away by now.
      if (why !== toldWhy) log.warn({ watch: title, reason: why }, "watch cannot begin yet");
      toldWhy = why;
    },
    refused(why) {
      if (state.t !== "refused" || state.why !== why) enter({ t: "refused", why });
    },
  };
}
