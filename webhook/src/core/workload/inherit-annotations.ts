import {
  annotationKey,
  annotationName,
  annotationSpec,
  INHERITED_ANNOTATION,
  isAnnotationName,
} from "@mount-monitor/contract";
import { formatInherited, readInherited } from "../settings/inherited.ts";

type Annotations = Readonly<Record<string, string>>;

/**
 * The annotations of a pod template after those of its workload were copied, without the old object: the record of
 * what was copied stands on the template itself.
 *
 * 1. What still equals the record came from the workload, and goes; what differs is the user's, and stays.
 * 2. What the template lacks then comes from the workload.
 * 3. The record says what was copied now.
 *
 * A record that came with a template from another workload is not about this one: nothing of it goes.
 */
export function inheritAnnotations(
  workload: Annotations,
  template: Annotations,
  recordOf: "this" | "another" = "this",
): Annotations {
  const found = readInherited(template);
  const [before, kept] = recordOf === "this" ? [found, {}] : [{}, found];
  const own = Object.fromEntries(
    Object.entries(template).filter(([key, value]) => key !== INHERITED_ANNOTATION && !wasCopied(key, value, before)),
  );
  const copied: Record<string, string> = {};
  for (const [key, value] of Object.entries(workload).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const name = annotationName(key);
    if (name !== undefined && isCopied(name) && !Object.hasOwn(own, key)) copied[name] = value;
  }
  const record = { ...kept, ...copied };
  if (Object.keys(record).length === 0) return own;
  return {
    ...own,
    ...Object.fromEntries(Object.entries(copied).map(([name, value]) => [annotationKey(name), value])),
    [INHERITED_ANNOTATION]: formatInherited(record),
  };
}

function wasCopied(key: string, value: string, record: Annotations): boolean {
  const name = annotationName(key);
  return name !== undefined && Object.hasOwn(record, name) && record[name] === value;
}

/** Settings that a workload may carry; what our programs write, and `pause`, belong to one pod. */
function isCopied(name: string): boolean {
  return isAnnotationName(name) && annotationSpec(name).levels.includes("workload");
}
