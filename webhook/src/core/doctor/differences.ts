import { isRecord } from "../raw-object.ts";

/**
 * Where an object of the cluster is not what ours says: paths such as `matchConditions[0].expression`. What ours does not
 * mention does not count, since the API server fills in its defaults; nor do line breaks and blanks, which YAML folds.
 */
export function differences(ours: unknown, live: unknown, path = ""): readonly string[] {
  if (Array.isArray(ours)) {
    if (!Array.isArray(live) || live.length !== ours.length) return [path];
    return ours.flatMap((item, index) => differences(item, live[index], `${path}[${index}]`));
  }
  if (isRecord(ours)) {
    if (!isRecord(live)) return [path];
    return Object.entries(ours).flatMap(([key, value]) =>
      differences(value, live[key], path === "" ? key : `${path}.${key}`),
    );
  }
  return plain(ours) === plain(live) ? [] : [path];
}

function plain(value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll(/\s+/g, " ").trim() : value;
}
