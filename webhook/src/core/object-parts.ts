import { isRecord, type RawObject } from "./raw-object.ts";

/** What stands at the end of the path; undefined where anything on the way is missing or of another kind. */
export function at(object: RawObject, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), object);
}

export function record(value: unknown): RawObject {
  return isRecord(value) ? value : {};
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A text or a number as text; empty for all else, of which `String` throws where an object has a `toString` of its own. */
export function word(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** The entries that are text. */
export function texts(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record(value)).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
