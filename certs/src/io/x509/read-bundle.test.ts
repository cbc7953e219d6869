import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { issueCa, issueLeaf } from "./issue.ts";
import { bundleTrusts, readBundle, writeBundle } from "./read-bundle.ts";

const NOW = Date.now();
const VALIDITY = { notBeforeMs: NOW - 60_000, notAfterMs: NOW + 60_000 };
const [a, b] = await Promise.all([issueCa(VALIDITY), issueCa(VALIDITY)]);
const leaf = await issueLeaf({ signer: a, validity: VALIDITY, hosts: ["localhost"] });
const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("a bundle", () => {
  it("reads back what was written", () => {
    const read = readBundle(writeBundle([a.certPem, b.certPem]));
    assert.deepEqual(
      read.ours.map(({ certPem }) => certPem),
      [a.certPem, b.certPem],
    );
    assert.equal(read.other, false);
  });
  const odd: ReadonlyArray<readonly [string, string | undefined, ours: number, other: boolean]> = [
    ["none", undefined, 0, false],
    ["an empty one", "", 0, false],
    ["the newline that charts put there", base64("\n"), 0, false],
    ["no PEM", base64("hello"), 0, true],
    ["no base64", "!!!", 0, false],
    ["a broken certificate", base64("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), 0, true],
    ["a certificate that is no CA of ours", base64(a.certPem + leaf.certPem), 1, true],
    ["one CA twice, and no newline at the end", base64((a.certPem + a.certPem).trimEnd()), 1, false],
  ];
  for (const [what, text, ours, other] of odd)
    it(`takes ${what}`, () => {
      const read = readBundle(text);
      assert.deepEqual([read.ours.length, read.other], [ours, other]);
    });

  it("trusts what its CAs have signed, while both are valid", () => {
    assert.ok(bundleTrusts(b.certPem + a.certPem, leaf.certPem, NOW));
    assert.ok(!bundleTrusts(b.certPem, leaf.certPem, NOW));
    assert.ok(!bundleTrusts("", leaf.certPem, NOW));
    assert.ok(!bundleTrusts(a.certPem, "", NOW));
    assert.ok(!bundleTrusts(a.certPem, leaf.certPem, NOW + 120_000));
    assert.ok(!bundleTrusts(a.certPem, leaf.certPem, NOW - 120_000));
    // A server may send its CA along, and whoever trusts the leaf itself trusts it.
    assert.ok(bundleTrusts(a.certPem, leaf.certPem + a.certPem, NOW));
    assert.ok(bundleTrusts(leaf.certPem, leaf.certPem, NOW));
  });
});
