import type { ApiCall } from "../api-client.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- objects of the API, in tests alone
export type AnyObject = any;

/** How an object can be written: two ways that make it, and five that change it. */
export const CREATING = ["POST", "apply"] as const;
export const CHANGING = ["PUT", "JSON patch", "merge patch", "strategic patch", "apply over it"] as const;
export type Way = (typeof CREATING)[number] | (typeof CHANGING)[number];

export interface Write {
  readonly path: string;
  readonly call: ApiCall;
}

/** Nothing stays: the server goes through all of its checks, and then does not write. */
const SHOW = "dryRun=All";
const APPLY = `${SHOW}&fieldManager=guard-test&force=true`;

/** What the server adds to an object, and what nobody applies. */
const SERVER_FIELDS = new Set(["uid", "resourceVersion", "generation", "creationTimestamp", "managedFields"]);

/** `current` is what the server has, undefined where it has nothing; `wanted` is all of what it should have. */
export function writeAs(way: Way, collection: string, current: AnyObject, wanted: AnyObject): Write {
  const item = `${collection}/${encodeURIComponent(wanted.metadata.name)}`;
  const patch = (kind: string, body: unknown): Write => ({
    path: `${item}?${SHOW}`,
    call: { method: "PATCH", contentType: `application/${kind}+json`, body },
  });
  switch (way) {
    case "POST":
      return { path: `${collection}?${SHOW}`, call: { method: "POST", body: wanted } };
    case "PUT":
      return { path: `${item}?${SHOW}`, call: { method: "PUT", body: wanted } };
    case "JSON patch":
      return patch("json-patch", jsonPatch(current, wanted));
    case "merge patch":
      return patch("merge-patch", mergePatch(current, wanted));
    case "strategic patch":
      return patch("strategic-merge-patch", strategicPatch(current, wanted));
    case "apply":
    case "apply over it":
      return {
        path: `${item}?${APPLY}`,
        call: { method: "PATCH", contentType: "application/apply-patch+yaml", body: withoutServerFields(wanted) },
      };
  }
}

function jsonPatch(current: AnyObject, wanted: AnyObject): object[] {
  const { metadata: was, ...before } = current;
  const { metadata: is, ...after } = wanted;
  return [...replaced("", before, after), ...replaced("/metadata", was, is)];
}

function replaced(path: string, before: AnyObject, after: AnyObject): object[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .map((key) =>
      key in after
        ? { op: "add", path: `${path}/${key}`, value: after[key] }
        : { op: "remove", path: `${path}/${key}` },
    );
}

/** https://www.rfc-editor.org/rfc/rfc7386 */
function mergePatch(current: AnyObject, wanted: AnyObject): AnyObject {
  const patch: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(current), ...Object.keys(wanted)])) {
    const [before, after] = [current[key], wanted[key]];
    if (JSON.stringify(before) === JSON.stringify(after)) continue;
    patch[key] = isMap(before) && isMap(after) ? mergePatch(before, after) : (after ?? null);
  }
  return patch;
}

/** As the other, but that lists of things with names are merged unless it says not to. */
function strategicPatch(current: AnyObject, wanted: AnyObject): AnyObject {
  const patch = mergePatch(current, wanted);
  return "webhooks" in patch ? { ...patch, webhooks: [{ $patch: "replace" }, ...patch.webhooks] } : patch;
}

function withoutServerFields(object: AnyObject): AnyObject {
  const kept = Object.entries(object.metadata).filter(([key]) => !SERVER_FIELDS.has(key));
  return { ...object, metadata: Object.fromEntries(kept) };
}

function isMap(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
