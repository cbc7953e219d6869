import type { Fact } from "./fact.ts";
import type { Ledger } from "./ledger.ts";

/** Looks at each fact, the ledger having it already; says what is wrong, if something is. */
export type Look = (fact: Fact, ledger: Ledger) => string | undefined;

/** A promise, by the name under which a break of it is reported. */
export interface Rule {
  readonly name: string;
  /** For one pod: it may remember. */
  readonly open: () => Look;
}

export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)}s`;

/** Lets a complaint through once for each occasion, so that what goes on is not reported all the time. */
export function oncePer(): (occasion: string | number, complaint: string) => string | undefined {
  let last: string | number | undefined;
  return (occasion, complaint) => {
    if (occasion === last) return undefined;
    last = occasion;
    return complaint;
  };
}
