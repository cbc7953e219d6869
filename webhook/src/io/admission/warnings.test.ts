import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { fitWarnings } from "./warnings.ts";

describe("fitWarnings", () => {
  it("keeps what fits as it is, in order, each once", () => {
    assert.deepEqual(fitWarnings(["first", "second", "first"]), ["mount-monitor: first", "mount-monitor: second"]);
  });

  it("goes on in a further warning, at the end of a word", () => {
    const [one = "", two = ""] = fitWarnings([`${"word ".repeat(25)}and the advice`]);
    assert.match(one, /^mount-monitor: word .*word …$/);
    assert.match(two, /^… word .*and the advice$/);
  });

  it("keeps the end of two sentences that end alike apart, since the API server passes on each text once", () => {
    const fitted = fitWarnings(["one", "two"].map((begin) => `${begin} ${"word ".repeat(22)}and the advice`));
    assert.equal(fitted.length, 4);
    assert.equal(new Set(fitted).size, 4);
    assert.match(fitted[3] ?? "", /^…… .*and the advice$/);
  });

  it("is one line, whatever the sentence", () => {
    assert.deepEqual(fitWarnings(["a\r\nWarning: forged\u0007 b"]), ["mount-monitor: a Warning: forged b"]);
  });

  it("says that there are more, where there is no room for them", () => {
    const many = Array.from({ length: 100 }, (_, index) => `warning ${index} ${"x ".repeat(40)}`);
    const fitted = fitWarnings(many);
    assert.match(fitted[0] ?? "", /warning 0 /);
    assert.match(fitted.at(-1) ?? "", /there are more warnings/);
  });

  it("never is longer than allowed, and always well formed", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary", maxLength: 2000 }), { maxLength: 60 }), (sentences) => {
        const fitted = fitWarnings(sentences);
        for (const warning of fitted) {
          assert.ok(warning.length <= 120, `${warning.length}: ${warning}`);
          assert.ok(warning.isWellFormed());
          assert.doesNotMatch(warning, /\p{Cc}/u);
        }
        assert.ok(fitted.reduce((sum, warning) => sum + Buffer.byteLength(warning), 0) <= 4096);
      }),
    );
  });
});
