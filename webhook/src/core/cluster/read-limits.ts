import type { ContainerLimit } from "../cluster-facts.ts";
import { isRecord, type RawObject } from "../raw-object.ts";
import { at, record, word } from "../object-parts.ts";

const AMOUNTS = ["min", "max", "default", "defaultRequest", "maxLimitRequestRatio"] as const;

/** What a LimitRange says about containers; what it says about pods and claims does not matter here. */
export function readContainerLimits(limitRange: RawObject): readonly ContainerLimit[] {
  const limits = at(limitRange, "spec", "limits");
  if (!Array.isArray(limits)) return [];
  return limits
    .filter((limit: unknown): limit is RawObject => isRecord(limit) && limit["type"] === "Container")
    .map((limit) =>
      Object.fromEntries(AMOUNTS.filter((key) => isRecord(limit[key])).map((key) => [key, amountsOf(limit[key])])),
    );
}

/** YAML has amounts as numbers, too. */
function amountsOf(amounts: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(record(amounts)).map(([name, amount]) => [name, word(amount)]));
}
