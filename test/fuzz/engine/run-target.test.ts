import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runTarget } from "./run-target.ts";
import { createShared, noteIn, readNote } from "./watched-input.ts";

describe("runTarget", () => {
  it("tries a target in a thread of its own", async () => {
    const outcome = await runTarget({ target: "trial", seconds: 0.2, seed: 1, keeps: false });
    assert.ok(outcome.t === "done", JSON.stringify(outcome));
    assert.deepEqual(outcome.explored.finds, []);
    assert.ok(outcome.explored.executions > 2 && outcome.explored.blocks > 2);
  });

  it("gives the input back that a thread was lost with", async () => {
    const outcome = await runTarget({ target: "no such target", seconds: 0.2, seed: 1, keeps: false });
    assert.ok(outcome.t === "lost");
    assert.match(outcome.find.failure.message, /there is no target/);
  });
});

describe("a note", () => {
  it("is read as it was written, and counted", () => {
    const shared = createShared();
    const note = noteIn(shared);
    note(Buffer.from("first"));
    note(Buffer.from("2nd"));
    assert.deepEqual(readNote(shared), { count: 2, input: Buffer.from("2nd") });
  });
});
