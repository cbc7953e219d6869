import type { AccountAccess } from "../../core/grants/access.ts";
import type { FoundMetadata } from "../../core/grants/found-metadata.ts";
import type { GrantNeeds } from "../../core/grants/grant-role.ts";
import { NOTHING_UNWANTED, type Unwanted } from "../../core/grants/unwanted.ts";

/** What is remembered of one grant between two looks. */
export interface GrantRecord {
  unwanted: Unwanted;
  access: KnownAccess | undefined;
  /** Objects of its name that are not ours, and when to look at them again. */
  foreign: { readonly role: boolean; readonly binding: boolean; readonly lookAgainMs: number };
  /** What was written, until the watches have it. */
  awaited: readonly Awaited[];
  awaitUntilMs: number;
  pending: boolean;
  /** What went wrong the last time, in one sentence. */
  trouble: string | undefined;
  failures: number;
  /** In a row, and by the same view: no watch has brought what they were about. */
  conflicts: number;
  conflictView: string;
  /** The last Role and binding that were written: the same once more is a repair. */
  written: { readonly role?: GrantNeeds; readonly binding?: string };
  /** When that was, within the last minute. */
  repairedAtMs: readonly number[];
}

export interface KnownAccess {
  readonly value: AccountAccess;
  /** It was asked about deletion, and about eviction. */
  readonly deletes: boolean;
  readonly evicts: boolean;
  readonly untilMs: number;
}

export type Awaited =
  | { readonly t: "written"; readonly kind: "role" | "binding"; readonly resourceVersion: string }
  | { readonly t: "gone"; readonly kind: "role" | "binding"; readonly uid: string };

/** Of the grants that are seen to, by their keys. */
export interface GrantRecords {
  /** Made where there is none yet. */
  of(key: string): GrantRecord;
  all(): Iterable<[string, GrantRecord]>;
  /** Says whether there was one. */
  drop(key: string): boolean;
}

export function createGrantRecords(): GrantRecords {
  const records = new Map<string, GrantRecord>();
  return {
    of(key) {
      const record = records.get(key) ?? newRecord();
      records.set(key, record);
      return record;
    },
    all: () => records.entries(),
    drop: (key) => records.delete(key),
  };
}

function newRecord(): GrantRecord {
  return {
    unwanted: NOTHING_UNWANTED,
    access: undefined,
    foreign: { role: false, binding: false, lookAgainMs: 0 },
    awaited: [],
    awaitUntilMs: 0,
    pending: false,
    trouble: undefined,
    failures: 0,
    conflicts: 0,
    conflictView: "",
    written: {},
    repairedAtMs: [],
  };
}

/** A watch has what was written, or something that came after it. */
export function hasArrived(awaited: Awaited, found: FoundMetadata | undefined): boolean {
  switch (awaited.t) {
    case "gone":
      return found?.uid !== awaited.uid;
    case "written":
      return found !== undefined && !isOlder(found.resourceVersion, awaited.resourceVersion);
  }
}

/**
 * Versions of etcd are numbers that grow (https://kep.k8s.io/5504). Where they are something else, no version is taken
 * for an older one: then at worst a write is tried that does not hold.
 */
function isOlder(one: string, other: string): boolean {
  if (!/^\d+$/.test(one) || !/^\d+$/.test(other)) return false;
  return one.length === other.length ? one < other : one.length < other.length;
}
