import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createProgress } from "./progress.ts";

function written(isTTY: boolean, use: (say: (what: string, atMs: number) => void, done: () => void) => void): string {
  let text = "";
  let nowMs = 0;
  const write = (chunk: string) => ((text += chunk), true);
  const progress = createProgress({ isTTY, columns: 20, write } as NodeJS.WriteStream, () => nowMs);
  const say = (what: string, atMs: number) => {
    nowMs = atMs;
    progress.say(what);
  };
  use(say, () => progress.done());
  return text;
}

describe("progress", () => {
  it("says nothing before it takes long, then writes over one line, and takes it away", () => {
    const text = written(true, (say, done) => {
      say("one", 1_999);
      say("two", 2_000);
      say("reading pods, 12000 so far", 3_000);
      done();
      done();
    });
    assert.equal(text, "two …\r\u001B[Kreading pods, 12000\r\u001B[K");
  });

  it("says nothing where nobody looks", () =>
    assert.equal(
      written(false, (say) => say("two", 9_000)),
      "",
    ));
});
