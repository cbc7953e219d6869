import type { Trial } from "./trial.ts";

/** What is known of whether the pod may restart itself. */
export interface Verdict {
  readonly ok: boolean;
  readonly message: string;
}

export interface SelfTestState {
  /** Undefined before the first try. */
  readonly verdict: Verdict | undefined;
  /** Tries in a row that were not allowed. */
  readonly noes: number;
}

export const UNTRIED: SelfTestState = { verdict: undefined, noes: 0 };

/** The grant is given when the pod is seen, which a young pod may be a moment ahead of. */
const FIRST_WAIT_MS = 2_000;
/** After that many noes in a row; the third comes ten seconds after the start, the fifth after two minutes. */
const WAITS_AFTER_NOES_MS = [3_000, 5_000, 20_000, 90_000];
/** While it is allowed, since what was granted can be taken away; and when nothing has changed for long. */
const LONG_WAIT_MS = 600_000;
/** A child costs as much as a hundred checks, and a server should not hear from all pods of a rollout at once. */
const JITTER = 0.1;

const NOES_UNTIL_WARNED = 3;
/** An API server that is away for less than these take does not make a permission doubtful that was there. */
const NOES_UNTIL_DOUBTED = 5;

/** What a try changes, and whether it is news for the log. */
export function judgeTrial(
  before: SelfTestState,
  { t, message }: Trial,
): { readonly after: SelfTestState; readonly news: "allowed" | "refused" | undefined } {
  const allowedBefore = before.verdict?.ok ?? false;
  if (t === "allowed") {
    return { after: { verdict: { ok: true, message }, noes: 0 }, news: allowedBefore ? undefined : "allowed" };
  }
  const noes = before.noes + 1;
  if (t === "unclear" && allowedBefore && noes < NOES_UNTIL_DOUBTED) {
    return { after: { ...before, noes }, news: undefined };
  }
  const news = allowedBefore || isWorthALine(noes) ? "refused" : undefined;
  return { after: { verdict: { ok: false, message }, noes }, news };
}

/** Whether the next no has lasted long enough to be told where people look first: in an event of the pod. */
export function isNextNoForPeople({ noes }: SelfTestState): boolean {
  return noes + 1 >= NOES_UNTIL_DOUBTED;
}

/** How long until the next try. `random` is between 0 and 1. */
export function nextTrialInMs({ verdict, noes }: SelfTestState, random: number): number {
  const waitMs = verdict === undefined && noes === 0 ? FIRST_WAIT_MS : (WAITS_AFTER_NOES_MS[noes - 1] ?? LONG_WAIT_MS);
  return Math.round(waitMs * (1 + JITTER * (2 * random - 1)));
}

/** Again and again, but ever more rarely. */
function isWorthALine(noes: number): boolean {
  return noes === NOES_UNTIL_WARNED || (noes > NOES_UNTIL_WARNED && Number.isInteger(Math.log2(noes)));
}
