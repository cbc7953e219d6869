import { isDeepStrictEqual } from "node:util";
import type { Change } from "./collection.ts";

/** What is kept of a collection, and what news change about it. */
export interface KnownObjects<T> {
  readonly objects: ReadonlyMap<string, T>;
  /** Undefined takes it away. */
  put(key: string, after: T | undefined): Change<T>[];
  /** All there is: what is missing is gone. */
  replace(found: ReadonlyMap<string, T>): Change<T>[];
}

export function createKnownObjects<T>(): KnownObjects<T> {
  const objects = new Map<string, T>();
  const put = (key: string, after: T | undefined): Change<T>[] => {
    const before = objects.get(key);
    if (isDeepStrictEqual(before, after)) return [];
    if (after === undefined) objects.delete(key);
    else objects.set(key, after);
    return [{ key, before, after }];
  };
  return {
    objects,
    put,
    replace(found) {
      const gone = [...objects.keys()].filter((key) => !found.has(key));
      return [...gone.flatMap((key) => put(key, undefined)), ...[...found].flatMap(([key, after]) => put(key, after))];
    },
  };
}
