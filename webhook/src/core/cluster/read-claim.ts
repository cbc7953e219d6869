import type { RawObject } from "../raw-object.ts";
import { at } from "../object-parts.ts";

/** How a PersistentVolumeClaim asks to be mounted. */
export function readAccessModes(claim: RawObject): readonly string[] {
  const modes = at(claim, "spec", "accessModes");
  return Array.isArray(modes) ? modes.filter((mode) => typeof mode === "string") : [];
}
