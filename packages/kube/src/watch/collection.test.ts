import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { acceptFor, type Collection, keyOf, listPath, type Page, readPage, watchPath } from "./collection.ts";

const PODS: Collection<string> = { title: "Pods", path: "/api/v1/pods", read: () => "" };
const CHOSEN: Collection<string> = {
  ...PODS,
  labelSelector: "mount-monitor.io/injected=true",
  fieldSelector: "reason=A&limit=1",
  form: "metadata",
  pageSize: 3,
};

describe("paths of a collection", () => {
  const table: ReadonlyArray<readonly [what: string, path: string, query: Record<string, string>]> = [
    ["a list", listPath(PODS, undefined), { limit: "250" }],
    ["a further page", listPath(PODS, "a+b/c=&x=1"), { limit: "250", continue: "a+b/c=&x=1" }],
    [
      "a list by selectors, which stay values",
      listPath(CHOSEN, undefined),
      { limit: "3", labelSelector: "mount-monitor.io/injected=true", fieldSelector: "reason=A&limit=1" },
    ],
    [
      "a watch",
      watchPath(PODS, { resourceVersion: "12", timeoutSeconds: 290 }),
      { watch: "true", allowWatchBookmarks: "true", resourceVersion: "12", timeoutSeconds: "290" },
    ],
    [
      "a watch by selectors",
      watchPath(CHOSEN, { resourceVersion: "12", timeoutSeconds: 5 }),
      {
        watch: "true",
        allowWatchBookmarks: "true",
        resourceVersion: "12",
        timeoutSeconds: "5",
        labelSelector: "mount-monitor.io/injected=true",
        fieldSelector: "reason=A&limit=1",
      },
    ],
  ];
  for (const [what, path, query] of table)
    it(`has that of ${what}`, () => {
      const url = new URL(path, "https://server");
      assert.equal(url.pathname, "/api/v1/pods");
      assert.deepEqual(Object.fromEntries(url.searchParams), query);
    });

  it("asks for metadata alone where no more is wanted", () => {
    assert.deepEqual(
      [acceptFor(PODS, "list"), acceptFor(CHOSEN, "list"), acceptFor(CHOSEN, "watch")],
      [
        "application/json",
        "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
        "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1",
      ],
    );
  });
});

describe("keyOf", () => {
  const table: ReadonlyArray<readonly [object: object, key: string]> = [
    [{ metadata: { namespace: "n", name: "a" } }, "n/a"],
    [{ metadata: { name: "a" } }, "a"],
    [{ metadata: { namespace: "n" } }, ""],
    [{ metadata: { name: 3 } }, ""],
    [{}, ""],
  ];
  for (const [object, key] of table)
    it(`${JSON.stringify(object)} -> ${JSON.stringify(key)}`, () => assert.equal(keyOf({ ...object }), key));
});

describe("readPage", () => {
  const metadata = { resourceVersion: "5" };
  const last: Page = { resourceVersion: "5", continueToken: undefined };
  const table: ReadonlyArray<readonly [what: string, document: Record<string, unknown>, page: Page | undefined]> = [
    ["a last page", { items: [{ a: 1 }], metadata }, last],
    ["one with more to come", { items: [], metadata: { ...metadata, continue: "x" } }, { ...last, continueToken: "x" }],
    ["an empty token", { items: [], metadata: { ...metadata, continue: "" } }, last],
    ["no items", { metadata }, last],
    ["null for no items", { items: null, metadata }, last],
    ["items of another type", { items: {}, metadata }, undefined],
    ["no version", { items: [], metadata: {} }, undefined],
    ["no metadata", { items: [] }, undefined],
  ];
  for (const [what, document, page] of table) it(`takes ${what}`, () => assert.deepEqual(readPage(document), page));

  it("never throws", () =>
    fc.assert(
      fc.property(
        fc.record({
          items: fc.jsonValue(),
          metadata: fc.oneof(fc.jsonValue(), fc.record({ resourceVersion: fc.jsonValue(), continue: fc.jsonValue() })),
        }),
        (document) => void readPage(document),
      ),
    ));
});
