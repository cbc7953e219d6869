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
const UIDS = 'const uids = `${role?.uid ?? ""} ${binding?.uid ?? ""}`;';
const REFUSAL = 'const refusal = clock ?? (view.secret.t === "refused" ? view.secret.refusal : undefined);';

export const EQUIVALENT: readonly Equivalent[] = [
  {
    file: MOUNT_TABLE,
    before: "for (let depth = 0; current && depth <= entries.length; depth++) {",
    after: "for (let depth = 0; current && depth < entries.length; depth++) {",
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
  ...['return FAULT_BY_CODE.get(code ?? "") ?? "backend";', 'const hint = HINTS.get(code ?? "");'].map((before) => ({
    file: "sidecar/src/core/mount/classify-error.ts",
    before,
    after: before.replace('code ?? ""', "code"),
    why: "a map has no undefined key either",
  })),
  {
    file: "sidecar/src/core/kube/classify-answer.ts",
    before: "...(retryAfterMs === undefined ? {} : { retryAfterMs }),",
    after: "...(false ? {} : { retryAfterMs }),",
    why: "a key that is undefined says the same as none, and whoever reads it asks for undefined",
  },
  {
    file: "sidecar/src/core/restart/hold.ts",
    before: "const wait = formatElapsed((holdEndsAtMs(hold) ?? nowMs) - nowMs);",
    after: "const wait = formatElapsed((holdEndsAtMs(hold)) - nowMs);",
    why: "where a hold has no end, no sentence says how long it takes",
  },
  {
    file: "packages/contract/src/decode-monitor-config.ts",
    before: "recentRestarts: (input.recentRestarts ?? [])",
    after: "recentRestarts: (input.recentRestarts)",
    why: "the schema has filled in the empty list",
  },
  {
    file: "packages/contract/src/annotation-parsers.ts",
    before: 'return checked.ok ? good(text) : bad(afterBut(checked.errors[0] ?? "it is not valid"));',
    after: "return checked.ok ? good(text) : bad(afterBut(checked.errors[0]));",
    why: "what is refused has a sentence",
  },
  {
    file: "webhook/src/core/settings/resolve-settings.ts",
    before: "if (byDefault !== undefined) values[name] = byDefault;",
    after: "if (true) values[name] = byDefault;",
    why: "a value that is undefined says the same as none, and each is asked for by its name",
  },
  {
    file: "webhook/src/core/settings/resolve-settings.ts",
    before: 'bottom: text === undefined ? [] : [{ source: "default", text }],',
    after: 'bottom: false ? [] : [{ source: "default", text }],',
    why: "a default without a text comes to the same as none",
  },
  {
    file: "certs/src/core/leaf.ts",
    before: "return index >= 0 && index < generations.findIndex((one) => one.id === thanId);",
    after: "return index >= 0 && index <= generations.findIndex((one) => one.id === thanId);",
    why: "a leaf of the very CA that would sign was judged before",
  },
  {
    file: "certs/src/core/plan.ts",
    before: REFUSAL,
    after: REFUSAL.replace('view.secret.t === "refused"', "true"),
    why: "what is not refused has no refusal",
  },
  ...["refused", "unknown"].map((word) => ({
    file: "certs/src/core/plan.ts",
    before: `case "${word}":`,
    after: 'case "":',
    why: "what no case names comes to nothing as well",
  })),
  ...["const spec = pod.spec ?? {};", "const annotations = pod.metadata?.annotations ?? {};"].map((before) => ({
    file: "webhook/src/core/decide-pod.ts",
    before,
    after: before.replace(" ?? {}", ""),
    why: "without it, the pod was skipped or refused before",
  })),
  ...["role", "binding"].map((one) => ({
    file: "webhook/src/core/grants/unwanted.ts",
    before: UIDS,
    after: UIDS.replace(`${one}?.uid ?? ""`, `${one}?.uid`),
    why: "what is not there has a word that is no UID, and the words are only compared",
  })),
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
