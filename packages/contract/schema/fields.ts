/** Kinds of settings that the schemas of both programs are made of. */
import { Type } from "typebox";
import { formatDuration } from "../src/duration.ts";
import type { DurationLimits } from "../src/duration-limits.ts";
import type { Annotations } from "./keywords.ts";

export const DURATION = "^(?:0|(?:\\d+(?:\\.\\d+)?(?:ms|s|m|h))+)$";

export function duration(limits: DurationLimits, options: { description: string; default?: string }) {
  const shown = `from ${formatDuration(limits.minMs)} to ${formatDuration(limits.maxMs)}`;
  return Type.String({
    maxLength: 64,
    pattern: DURATION,
    ...limits,
    ...options,
    expects: `a duration ${shown}, such as 500ms, 30s or 1m30s`,
  });
}

export function oneOf<const T extends readonly string[]>(
  values: T,
  annotations: Omit<Annotations, "expects"> & { default?: T[number] },
) {
  return Type.Unsafe<T[number]>({
    type: "string",
    enum: values,
    ...annotations,
    expects: `one of ${values.join(", ")}`,
  });
}

export function flag(annotations: { description: string; default?: boolean }) {
  return Type.Boolean({ ...annotations, expects: "true or false" });
}
