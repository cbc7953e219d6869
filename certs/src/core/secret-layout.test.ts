import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { DATA_KEY, decodeSecret, encodeCaSet } from "./secret-layout.ts";
import { FAKE_READER, fakeGeneration } from "./simulation/fake-certificates.ts";

const NAME = { namespace: "mm", name: "webhook-ca" };
const LABELS = { "mount-monitor.io/secret": "webhook-ca" };
const VALIDITY = { notBeforeMs: 1_000, notAfterMs: 9_000 };
const A = fakeGeneration("a", VALIDITY);
const B = fakeGeneration("b", VALIDITY, "next");
const FOUND = fakeGeneration("found", VALIDITY, "signing", false);

const decode = (data: Record<string, string>, labels: Record<string, string> = LABELS) =>
  decodeSecret({ resourceVersion: "1", labels, data }, NAME, FAKE_READER);
const document = (content: unknown) => ({ [DATA_KEY]: JSON.stringify(content) });
const entry = { stage: "signing", certificate: A.certPem, key: "key of a" };
const generations = (...list: unknown[]) => document({ version: 1, generations: list });

describe("the Secret's layout", () => {
  it("reads back what it wrote", () => {
    const decoded = decode({ [DATA_KEY]: encodeCaSet([FOUND, A, B]) });
    assert.ok(decoded.ok);
    assert.deepEqual(decoded.generations, [FOUND, A, B]);
    assert.deepEqual(
      decoded.generations.map(({ key }) => key?.reveal()),
      [undefined, "key of a", "key of b"],
    );
  });

  it("takes a Secret without data as one that is to be filled", () => {
    assert.deepEqual(decode({}), { ok: true, generations: [] });
  });

  const refused: ReadonlyArray<readonly [what: string, code: string, message: RegExp, data: Record<string, string>]> = [
    ["other data", "damaged", /its data has no ca-set\.json/, { "tls.crt": "x" }],
    ["no JSON", "damaged", /ca-set\.json is not a JSON object/, { [DATA_KEY]: "{" }],
    ["a list", "damaged", /is not a JSON object/, document([])],
    ["no version", "damaged", /has no version/, document({ generations: [] })],
    ["a newer version", "newer", /has layout 2, of a newer version/, document({ version: 2 })],
    ["an older version", "damaged", /has no list of generations/, document({ version: 0, generations: [] })],
    ["no list", "damaged", /has no list/, document({ version: 1, generations: {} })],
    ["an entry that is no object", "damaged", /generation 1 of 1 is not an object/, generations("x")],
    [
      "no stage",
      "damaged",
      /generation 2 of 2 has no stage \(next, signing\)/,
      generations(entry, { ...entry, stage: "old" }),
    ],
    ["no certificate", "damaged", /has no certificate/, generations({ ...entry, certificate: 1 })],
    ["a broken certificate", "damaged", /cannot be read/, generations({ ...entry, certificate: "xxx" })],
    [
      "a stranger's certificate",
      "damaged",
      /is not a CA of this program/,
      generations({ ...entry, certificate: "other a 1 2" }),
    ],
    ["a key that is no text", "damaged", /a key that is not text/, generations({ ...entry, key: 1 })],
    ["another's key", "damaged", /not that of its certificate/, generations({ ...entry, key: "key of b" })],
    ["one CA twice", "damaged", /one generation twice/, generations(entry, entry)],
  ];
  for (const [what, code, message, data] of refused)
    it(`refuses ${what}, and says what to do`, () => {
      const decoded = decode(data);
      assert.ok(!decoded.ok);
      assert.equal(decoded.error.code, code);
      assert.match(decoded.error.message, message);
      assert.match(decoded.error.message, /^Secret mm\/webhook-ca .* kubectl -n mm delete secret webhook-ca$/);
    });

  it("refuses a Secret that is not marked as ours, empty or not", () => {
    for (const data of [{}, { [DATA_KEY]: encodeCaSet([A]) }]) {
      const decoded = decode(data, { "mount-monitor.io/secret": "other" });
      assert.ok(!decoded.ok);
      assert.equal(decoded.error.code, "foreign");
      assert.match(
        decoded.error.message,
        /kubectl -n mm label secret webhook-ca mount-monitor\.io\/secret=webhook-ca$/,
      );
    }
  });

  it("never throws, and never quotes what it read", () => {
    const text = encodeCaSet([A, B]);
    fc.assert(
      fc.property(fc.nat(text.length), fc.string(), (at, noise) => {
        const decoded = decode({ [DATA_KEY]: text.slice(0, at) + noise + text.slice(at + noise.length) });
        if (!decoded.ok) assert.doesNotMatch(decoded.error.message, /key of/);
      }),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.json(), (json) => void decode({ [DATA_KEY]: json })));
  });
});
