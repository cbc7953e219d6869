import { isRecord } from "../raw-object.ts";
import { escapeSegment, type Patch, type PatchOperation } from "./patch.ts";

/**
 * The operations that lead from one JSON value to another. What both share by reference is not looked into, so that
 * the cost is that of what changed. Items of a list are matched from both ends, which is minimal for insertions at one place.
 */
export function diff(before: unknown, after: unknown): Patch {
  const operations: PatchOperation[] = [];
  compare("", before, after, operations);
  return operations;
}

function compare(path: string, before: unknown, after: unknown, operations: PatchOperation[]): void {
  if (isEqual(before, after)) return;
  if (Array.isArray(before) && Array.isArray(after)) compareLists(path, before, after, operations);
  else if (isRecord(before) && isRecord(after)) {
    for (const key of Object.keys(before)) {
      if (before[key] === undefined || fieldOf(after, key) !== undefined) continue;
      operations.push({ op: "remove", path: `${path}/${escapeSegment(key)}` });
    }
    for (const key of Object.keys(after)) {
      const old = fieldOf(before, key);
      const value = after[key];
      // Most fields are the same, and a path costs more than the look.
      if (old === value || value === undefined) continue;
      const place = `${path}/${escapeSegment(key)}`;
      if (old === undefined) operations.push({ op: "add", path: place, value });
      else compare(place, old, value, operations);
    }
  } else operations.push({ op: "replace", path, value: after });
}

function compareLists(
  path: string,
  before: readonly unknown[],
  after: readonly unknown[],
  operations: PatchOperation[],
): void {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && isEqual(before[head], after[head])) head++;
  let tail = 0;
  while (tail < shorter - head && isEqual(before[before.length - 1 - tail], after[after.length - 1 - tail])) tail++;
  const [oldEnd, newEnd] = [before.length - tail, after.length - tail];
  const common = Math.min(oldEnd, newEnd);
  for (let index = head; index < common; index++) compare(`${path}/${index}`, before[index], after[index], operations);
  // From the back, so that the indexes of those still to be removed hold.
  for (let index = oldEnd - 1; index >= Math.max(head, common); index--) {
    operations.push({ op: "remove", path: `${path}/${index}` });
  }
  for (let index = Math.max(head, common); index < newEnd; index++) {
    operations.push({ op: "add", path: `${path}/${index}`, value: after[index] });
  }
}

export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  }
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = keysOf(a);
  return keys.length === keysOf(b).length && keys.every((key) => isEqual(a[key], fieldOf(b, key)));
}

/** Own fields only: an annotation may be called `constructor`. */
function fieldOf(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function keysOf(record: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(record).filter((key) => record[key] !== undefined);
}
