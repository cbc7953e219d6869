import { isRecord, type RawObject } from "../raw-object.ts";

/** The objects in a list; nothing where it is none. */
export function records(value: unknown): readonly RawObject[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** The texts in a list; nothing where it is none. */
export function words(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
