/** A mutant that no test can notice, since the program does the same with it. */
export interface Equivalent {
  readonly file: string;
  /** The line as it is, and as the mutant has it, without the blanks around. */
  readonly before: string;
  readonly after: string;
  readonly why: string;
}

const MOUNT_TABLE = "sidecar/src/core/mount/mount-table.ts";
const SPLIT = "return index < 0 ? [text] : [text.slice(0, index), text.slice(index + mark.length)];";

export const EQUIVALENT: readonly Equivalent[] = [
  {
    file: MOUNT_TABLE,
    before: "for (let depth = 0; current && depth <= table.length; depth++) {",
    after: "for (let depth = 0; current && depth < table.length; depth++) {",
    why: "a walk that goes round ends one step earlier, and no other walk is as long",
  },
  {
    file: MOUNT_TABLE,
    before: SPLIT,
    after: SPLIT.replace("<", "<="),
    why: "what begins with the mark has no mount before it, and is left out either way",
  },
  {
    file: MOUNT_TABLE,
    before: SPLIT,
    after: SPLIT.replace("[text]", "[]"),
    why: "without the mark there is no file system, and the line is left out either way",
  },
  {
    file: "sidecar/src/core/restart/pause.ts",
    before: 'const value = seen?.value.trim() ?? "";',
    after: "const value = seen?.value.trim();",
    why: "where nothing was seen, the next line says so before the value is looked at",
  },
];

export function isEquivalent(file: string, [before, after]: readonly [before: string, after: string]): boolean {
  return EQUIVALENT.some((one) => one.file === file && one.before === before && one.after === after);
}
