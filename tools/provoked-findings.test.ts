/** Whether each finding of the doctor was provoked once by a real fault: a core that only ever sees examples agrees with them. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { FINDINGS } from "../webhook/src/core/doctor/finding-table.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
/** Tests that look with the real doctor, on a real API server or a real node. */
const TESTS = ["test/control-plane/doctor*.test.ts", "test/cluster/**/*.test.ts"];
const ASKS_THE_DOCTOR = /\b(?:examine|examineUntil|examineUntilJust|askDoctor)\(/;

/** Findings that no test provokes, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "server-too-old": "an API server older than 1.30 has no policies to install, and the tests build none so old",
};

const texts = globSync(TESTS, { cwd: ROOT })
  .map((file) => readFileSync(path.join(ROOT, file), "utf8"))
  .filter((text) => ASKS_THE_DOCTOR.test(text));
const isNamed = (code: string) => texts.some((text) => text.includes(`"${code}"`));

describe("findings of the doctor", () => {
  for (const code of Object.keys(FINDINGS)) {
    if (Object.hasOwn(EXCEPTIONS, code)) continue;
    it(`${code} is provoked by a test`, () =>
      assert.ok(isNamed(code), `no test in ${TESTS.join(" or ")} has "${code}"; provoke it, or say here why not`));
  }

  it("are no exceptions where a test has them, or where there are none such", () => {
    const wrong = Object.keys(EXCEPTIONS).filter((code) => !Object.hasOwn(FINDINGS, code) || isNamed(code));
    assert.deepEqual(wrong, []);
  });
});
