/** How patient the reconciler is. Tests are less so; nobody else has a reason to change any of it. */
export interface GrantTiming {
  /**
   * How long what is in a Role stays there after its pod has gone: a StatefulSet's pod comes back under the same name,
   * and a replica that hears of a new pod late does not take away what another one has just given.
   */
  readonly keepMs: number;
  /** How much longer a name may stay, so that many go in one write. */
  readonly gatherMs: number;
  /** Refusals in a row, and from the first to the last of them, until the policy counts as in force: of several API servers each learns of it by itself. */
  readonly proofs: number;
  readonly proofSpanMs: number;
  /** How often it is tried again. */
  readonly reproofMs: number;
  /** A proof that is older counts for nothing new. */
  readonly proofAgeMs: number;
}

export const GRANT_TIMING: GrantTiming = {
  keepMs: 30_000,
  gatherMs: 10_000,
  proofs: 3,
  proofSpanMs: 2_000,
  reproofMs: 5 * 60_000,
  proofAgeMs: 15 * 60_000,
};
