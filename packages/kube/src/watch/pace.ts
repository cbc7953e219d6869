/** How long things may take and how long is waited, in a watch. Tests have less time. */
export interface Pace {
  /** After the first failure; each further one doubles it. */
  readonly firstPauseMs: number;
  /**
   * As long as the API server is away. What happens right after that is unknown for this long and half as long again,
   * so it is short: few watch, two replicas with a handful of watches each, and an API server that was away is no
   * busier for being asked by them every ten seconds.
   */
  readonly longestPauseMs: number;
  /**
   * As long as refusals go on. The first pauses are short: right after an installation a permission may come a moment
   * later, and an API server that has just started refuses what it allows a moment later.
   */
  readonly longestRefusedPauseMs: number;
  /** One page of a list. The API server itself gives up after a minute. */
  readonly pageDeadlineMs: number;
  /** The API server ends a watch after this; it is then begun again where it stopped. */
  readonly watchSeconds: number;
  /** Bookmarks come about every minute: a connection that is silent for so long is dead. */
  readonly silenceMs: number;
  /** A watch that was taken, and not taken back within this time, is taken for one that works. */
  readonly settledMs: number;
}

export const DEFAULT_PACE: Pace = {
  firstPauseMs: 200,
  longestPauseMs: 10_000,
  longestRefusedPauseMs: 60_000,
  pageDeadlineMs: 60_000,
  watchSeconds: 290,
  silenceMs: 310_000,
  settledMs: 1_000,
};
