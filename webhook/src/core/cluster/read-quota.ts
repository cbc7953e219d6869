import type { RawObject } from "../raw-object.ts";
import { at, record } from "../object-parts.ts";

/** The resources that a ResourceQuota counts, such as `limits.cpu`. */
export function readQuotaResources(quota: RawObject): readonly string[] {
  return Object.keys(record(at(quota, "spec", "hard")));
}
