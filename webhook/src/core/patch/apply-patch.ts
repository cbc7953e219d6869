import { isRecord } from "../raw-object.ts";
import { type Patch, type PatchOperation, unescapeSegment } from "./patch.ts";

/** The document after the patch; the one that was given stays as it was. Throws where the patch does not fit it: that is a bug. */
export function applyPatch(document: unknown, patch: Patch): unknown {
  return patch.reduce((current, operation) => applyAt(current, segmentsOf(operation.path), operation), document);
}

function segmentsOf(path: string): string[] {
  return path.split("/").slice(1).map(unescapeSegment);
}

function applyAt(target: unknown, [segment, ...rest]: readonly string[], operation: PatchOperation): unknown {
  if (segment === undefined) return operation.op === "remove" ? undefined : operation.value;
  if (Array.isArray(target)) return applyToList(target, segment, rest, operation);
  if (!isRecord(target)) throw unfit(operation, "its parent is neither object nor list");
  const exists = Object.hasOwn(target, segment);
  if (!exists && (rest.length > 0 || operation.op !== "add")) throw unfit(operation, `there is no ${segment}`);
  if (rest.length === 0 && operation.op === "remove") {
    return Object.fromEntries(Object.entries(target).filter(([key]) => key !== segment));
  }
  return { ...target, [segment]: applyAt(target[segment], rest, operation) };
}

function applyToList(
  list: readonly unknown[],
  segment: string,
  rest: readonly string[],
  operation: PatchOperation,
): unknown[] {
  const index = segment === "-" ? list.length : /^\d+$/.test(segment) ? Number(segment) : Number.NaN;
  const adds = rest.length === 0 && operation.op === "add";
  if (!(index < list.length || (adds && index === list.length))) throw unfit(operation, `there is no item ${segment}`);
  if (adds) return list.toSpliced(index, 0, operation.value);
  if (rest.length === 0 && operation.op === "remove") return list.toSpliced(index, 1);
  return list.with(index, applyAt(list[index], rest, operation));
}

function unfit({ op, path }: PatchOperation, why: string): Error {
  return new Error(`failed to ${op} ${path}: ${why}`);
}
