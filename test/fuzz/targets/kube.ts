import assert from "node:assert/strict";
import { withoutSecrets } from "@mount-monitor/kube";
import { isObject, metadataOf, parseObject } from "../../../packages/kube/src/api-object.ts";
import { saidIn } from "../../../packages/kube/src/answer.ts";
import { keyOf, readPage } from "../../../packages/kube/src/watch/collection.ts";
import { createLineSplitter } from "../../../packages/kube/src/watch/split-lines.ts";
import { createListSplitter } from "../../../packages/kube/src/watch/split-list.ts";
import { decodeWatchEvent } from "../../../packages/kube/src/watch/watch-event.ts";
import type { Target } from "../engine/target.ts";

/** Cut at places that depend on the input alone. */
function piecesOf<T extends { length: number; slice(from: number, to?: number): T }>(whole: T): T[] {
  const pieces: T[] = [];
  for (let from = 0, size = 1; from < whole.length; from += size, size = ((size * 7) % 13) + 1)
    pieces.push(whole.slice(from, from + size));
  return pieces;
}

const watchStream: Target = {
  name: "watch-stream",
  holds: "it gives the same lines however it is cut, and each line is an event or says why it is none",
  covers: ["packages/kube/src/watch/split-lines.ts", "packages/kube/src/watch/watch-event.ts"],
  words: ['{"type":"ADDED","object":{"metadata":{"name":"a"}}}\n', '"resourceVersion":"7"', "\n"],
  run(_text, bytes) {
    const lines = createLineSplitter()(bytes);
    const split = createLineSplitter();
    assert.deepEqual(piecesOf(bytes).flatMap(split), lines);
    for (const line of lines) {
      const event = decodeWatchEvent(line);
      if (event.t === "broken") assert.notEqual(event.why, "");
      if (event.t === "put") assert.equal(keyOf(event.object), event.key);
    }
  },
};

const listStream: Target = {
  name: "list-stream",
  holds: "its items are those that JSON.parse finds, however it is cut",
  covers: [
    "packages/kube/src/watch/split-list.ts",
    "packages/kube/src/watch/collection.ts",
    "packages/kube/src/api-object.ts",
    "packages/kube/src/answer.ts",
  ],
  words: ['{"items":[', '"items"', '{"metadata":{"name":"a","namespace":"b"}}', '"continue":"x"', '\\"', "\\\\"],
  run(text) {
    const whole = sift([text]);
    assert.deepEqual(sift(piecesOf(text)), whole);
    const document = parseObject(text);
    if (document === undefined) return;
    const rest = parseObject(whole.rest);
    assert.ok(rest !== undefined, "what is left of a document is none");
    readPage(rest);
    saidIn(document, 500);
    const keys: readonly string[] = text.match(/"(?:[^"\\]|\\.)*"(?=\s*:)/g) ?? [];
    // Of a key that stands there twice, or is written with escapes, JSON.parse takes another one.
    if (keys.filter((key) => asText(key) === "items").length !== 1 || !keys.includes('"items"')) return;
    const items: unknown[] = Array.isArray(document["items"]) ? document["items"] : [];
    assert.deepEqual(
      whole.items.map((item) => JSON.parse(item) as unknown),
      items.filter(isObject),
    );
  },
};

function asText(key: string): unknown {
  return JSON.parse(key) as unknown;
}

function sift(pieces: readonly string[]): { readonly items: readonly string[]; readonly rest: string } {
  const items: string[] = [];
  const splitter = createListSplitter((item) => void items.push(item));
  const rest = pieces.map((piece) => splitter(piece)).join("");
  return { items, rest };
}

const apiObject: Target = {
  name: "api-object",
  holds: "its metadata is text wherever it is asked for, and no text for people has a secret in it",
  covers: ["packages/kube/src/api-object.ts", "packages/kube/src/without-secrets.ts"],
  words: ["-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "eyJhbGciOiJSUzI1NiJ9.e30.abc"],
  run(text) {
    const { labels, annotations, ...fields } = metadataOf(parseObject(text) ?? {});
    for (const value of [...Object.values(labels), ...Object.values(annotations)]) assert.equal(typeof value, "string");
    for (const value of Object.values(fields)) assert.ok(value === undefined || typeof value === "string");
    const shown = withoutSecrets(text);
    assert.ok(shown.length <= 300);
    assert.doesNotMatch(shown, /-----BEGIN /);
    assert.doesNotMatch(withoutSecrets(`${text} ${TOKEN} ${text}`), new RegExp(TOKEN));
  },
};

const TOKEN = `eyJ${"a1B2c3D4".repeat(12)}`;

export const KUBE_TARGETS: readonly Target[] = [watchStream, listStream, apiObject];
