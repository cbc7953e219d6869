/** A mutant that no test can notice, since the program does the same with it. */
export interface Equivalent {
  readonly file: string;
  /** The line as it is, and as the mutant has it, without the blanks around. */
  readonly before: string;
  readonly after: string;
  readonly why: string;
}

export const EQUIVALENT: readonly Equivalent[] = [];

export function isEquivalent(file: string, [before, after]: readonly [before: string, after: string]): boolean {
  return EQUIVALENT.some((one) => one.file === file && one.before === before && one.after === after);
}
