import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sinkTo } from "./log-sink.ts";

/** A descriptor that takes as much as it is told to at each call, or fails. */
function descriptor(...answers: readonly (number | string)[]) {
  const left = [...answers];
  let seen = "";
  return {
    seen: () => seen,
    write(_: number, bytes: Buffer, offset: number): number {
      const answer = left.shift() ?? bytes.length - offset;
      if (typeof answer === "string") throw Object.assign(new Error(answer), { code: answer });
      seen += bytes.toString("latin1", offset, offset + answer);
      return answer;
    },
  };
}

describe("sinkTo", () => {
  it("writes the rest of what was taken in part, and goes on after an interruption", () => {
    const file = descriptor(2, "EINTR", 1);
    sinkTo(1, file.write).write("one\n");
    assert.equal(file.seen(), "one\n");
  });

  it("keeps what a full pipe or disk does not take, for the next line", () => {
    for (const code of ["EAGAIN", "ENOSPC"]) {
      const file = descriptor(1, code);
      const sink = sinkTo(1, file.write);
      sink.write("one\n");
      assert.equal(file.seen(), "o");
      sink.write("two\n");
      assert.equal(file.seen(), "one\ntwo\n", code);
    }
  });

  it("forgets what nobody will ever read", () => {
    const file = descriptor("EPIPE");
    const sink = sinkTo(1, file.write);
    sink.write("one\n");
    sink.write("two\n");
    assert.equal(file.seen(), "two\n");
  });

  it("keeps no more than a MiB, and lines whole", () => {
    const line = `${"x".repeat(99_999)}\n`;
    let isFull = true;
    const file = descriptor();
    const sink = sinkTo(1, (fd, bytes, offset) => {
      if (isFull) throw Object.assign(new Error("full"), { code: "EAGAIN" });
      return file.write(fd, bytes, offset);
    });
    for (let count = 0; count < 100; count++) sink.write(line);
    isFull = false;
    sink.write("last\n");
    const lines = file.seen().split("\n");
    assert.deepEqual([lines.length, lines.at(-2), lines[0]?.length], [10 + 2, "last", 99_999]);
  });
});
