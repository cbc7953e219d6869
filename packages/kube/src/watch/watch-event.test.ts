import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { decodeWatchEvent, type WatchEvent } from "./watch-event.ts";

const OBJECT = { metadata: { namespace: "n", name: "a", resourceVersion: "7" } };

describe("decodeWatchEvent", () => {
  const put: WatchEvent = { t: "put", key: "n/a", object: OBJECT, resourceVersion: "7" };
  const table: ReadonlyArray<readonly [what: string, event: unknown, expected: WatchEvent]> = [
    ["ADDED", { type: "ADDED", object: OBJECT }, put],
    ["MODIFIED", { type: "MODIFIED", object: OBJECT }, put],
    ["DELETED", { type: "DELETED", object: OBJECT }, { t: "gone", key: "n/a", resourceVersion: "7" }],
    [
      "an object of no namespace",
      { type: "ADDED", object: { metadata: { name: "a" } } },
      { t: "put", key: "a", object: { metadata: { name: "a" } }, resourceVersion: "" },
    ],
    [
      "BOOKMARK",
      { type: "BOOKMARK", object: { metadata: { resourceVersion: "9" } } },
      { t: "bookmark", resourceVersion: "9" },
    ],
    ["a version that is too old", { type: "ERROR", object: { code: 410, reason: "Expired" } }, { t: "expired" }],
    ["the same by code alone", { type: "ERROR", object: { code: 410 } }, { t: "expired" }],
    ["the same by reason alone", { type: "ERROR", object: { reason: "Gone" } }, { t: "expired" }],
    [
      "an error",
      { type: "ERROR", object: { code: 500, message: "etcd is away" } },
      { t: "broken", why: "etcd is away" },
    ],
    [
      "an error without words",
      { type: "ERROR", object: {} },
      { t: "broken", why: "the server ended the watch with an error" },
    ],
    [
      "a type that is new",
      { type: "RENAMED", object: OBJECT },
      { t: "broken", why: 'an event has the unknown type "RENAMED"' },
    ],
    ["no type", { object: OBJECT }, { t: "broken", why: "an event has the unknown type undefined" }],
    ["no object", { type: "ADDED" }, { t: "broken", why: "a line of 16 characters is no event" }],
    [
      "an object without a name",
      { type: "ADDED", object: { metadata: { namespace: "n" } } },
      { t: "broken", why: "an event is about an object without a name" },
    ],
    ["a list", [1], { t: "broken", why: "a line of 3 characters is no event" }],
  ];
  for (const [what, event, expected] of table)
    it(`takes ${what}`, () => assert.deepEqual(decodeWatchEvent(JSON.stringify(event)), expected));

  it("takes what is no JSON, and does not repeat it", () =>
    assert.deepEqual(decodeWatchEvent("<html>secret"), { t: "broken", why: "a line of 12 characters is no event" }));

  it("never throws", () => {
    const type = fc.constantFrom("ADDED", "DELETED", "BOOKMARK", "ERROR", "?", 3, null);
    const metadata = fc.oneof(
      fc.jsonValue(),
      fc.record({ name: fc.jsonValue(), namespace: fc.jsonValue(), resourceVersion: fc.jsonValue() }),
    );
    const object = fc.oneof(fc.jsonValue(), fc.record({ metadata, code: fc.jsonValue(), message: fc.jsonValue() }));
    fc.assert(fc.property(fc.record({ type, object }), (event) => void decodeWatchEvent(JSON.stringify(event))));
    fc.assert(fc.property(fc.string(), (text) => void decodeWatchEvent(text)));
  });
});
