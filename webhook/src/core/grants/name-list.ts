import type { GrantTiming } from "./timing.ts";

/**
 * An object has at most 1.5 MiB in etcd (its default `--max-request-bytes`), and a Role has two such lists. Enough for
 * more than 10,000 pods of one account in one namespace.
 */
const MAX_LIST_BYTES = 512 * 1024;
/** Tag and length of a text in protobuf. */
const PER_NAME_BYTES = 4;

/** What is known about one list of names in a Role. */
export interface NameListView {
  readonly granted: readonly string[];
  readonly needed: ReadonlySet<string>;
  /** Since when what is granted is not needed. */
  readonly unwanted: ReadonlyMap<string, number>;
  /** Names may be added. */
  readonly give: boolean;
}

/** What the list has to be when the Role is written. */
export interface NameList {
  readonly names: readonly string[];
  /** How many of them are new. Worth a write. */
  readonly added: number;
  /** How many are not needed for so long that they are worth a write, too. */
  readonly overdue: number;
  /** How many are needed and will not be there. */
  readonly missing: number;
  /** Of those, for want of room. */
  readonly leftOut: number;
}

/** Whoever has a grant comes first, then who needs one, then who may need it again. */
export function nameList(
  { granted, needed, unwanted, give }: NameListView,
  nowMs: number,
  timing: GrantTiming,
): NameList {
  const standing = new Set(granted);
  const ageMs = (name: string) => nowMs - (unwanted.get(name) ?? nowMs);
  const kept = granted.filter((name) => needed.has(name));
  const idle = granted.filter((name) => !needed.has(name));
  const lacking = [...needed].filter((name) => !standing.has(name));
  const entitled = give ? [...kept, ...lacking] : kept;
  const names = fit([...entitled, ...idle.filter((name) => ageMs(name) < timing.keepMs)]);
  const added = Math.max(0, Math.min(names.length, entitled.length) - kept.length);
  return {
    names: [...names].sort(),
    added,
    overdue: idle.filter((name) => ageMs(name) >= timing.keepMs + timing.gatherMs).length,
    missing: lacking.length - added,
    leftOut: Math.max(0, entitled.length - names.length),
  };
}

/** As many of the first ones as there is room for. Names of pods are ASCII. */
function fit(names: readonly string[]): readonly string[] {
  let bytes = 0;
  const end = names.findIndex((name) => (bytes += name.length + PER_NAME_BYTES) > MAX_LIST_BYTES);
  return end === -1 ? names : names.slice(0, end);
}
