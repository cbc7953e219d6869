import { INHERITED_ANNOTATION } from "@mount-monitor/contract";
import { isRecord } from "../raw-object.ts";

/** What was copied to a template from its workload: value by annotation name. Never throws; what a person broke counts as nothing. */
export function readInherited(
  annotations: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  const text = annotations?.[INHERITED_ANNOTATION];
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value)) return {};
    return Object.fromEntries(
      Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
  } catch {
    return {};
  }
}

export function formatInherited(record: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))));
}
