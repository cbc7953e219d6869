import { type Document, type Scalar, visit } from "yaml";

/** Kubernetes would refuse it, and written anew it would be another value. */
export const BEYOND_JSON = "it has a number that JSON cannot hold, as .inf, .nan or 1e1000; correct it";

/** The first one, with its place. */
export function scalarBeyondJson(document: Document): Scalar | undefined {
  let found: Scalar | undefined;
  visit(document, {
    Scalar(_key, node) {
      if (!isBeyond(node.value)) return undefined;
      found = node;
      return visit.BREAK;
    },
  });
  return found;
}

/** Without a call for each level of nesting, of which there may be many. */
export function hasNumberBeyondJson(value: unknown): boolean {
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (isBeyond(next)) return true;
    if (typeof next === "object" && next !== null) for (const inner of Object.values(next)) left.push(inner);
  }
  return false;
}

const isBeyond = (value: unknown): boolean => typeof value === "number" && !Number.isFinite(value);
