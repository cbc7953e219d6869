import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { denied } from "./response.ts";

const messageOf = (sentence: string): string =>
  JSON.parse(denied("u", "path-not-mounted", sentence, []).body).response.status.message;

describe("a refusal", () => {
  it("writes out what would drive a terminal, or make two lines of it", () => {
    const message = messageOf("/mnt/\u001B[31m\tmedia\nall is well lies on no volumeMount");
    assert.equal(message, "/mnt/\\u{1b}[31m\\u{9}media\\nall is well lies on no volumeMount (path-not-mounted)");
  });

  it("is cut where nobody would read on", () => {
    assert.equal(messageOf("x".repeat(10_000)).length, 4_096);
  });
});
