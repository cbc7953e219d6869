import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { describeSchedule } from "./describe-schedule.ts";

const secondsOf = (line: string) => Number.parseFloat(line);

describe("a schedule for people", () => {
  const whole = describeSchedule({ seed: 7, minutes: 3, only: undefined });

  it("has what befalls pods and injector, in order", () => {
    assert.ok(whole.some((line) => / webhook replica-(killed|restarted) /.test(line)));
    assert.ok(whole.some((line) => / webhook limit-range /.test(line)));
    assert.ok(whole.some((line) => / deleted\/a mount /.test(line)));
    assert.deepEqual(
      whole,
      whole.toSorted((a, b) => secondsOf(a) - secondsOf(b)),
    );
  });

  it("has what befalls one part alone, where that is asked for", () => {
    for (const only of ["webhook", "fuse"]) {
      const lines = describeSchedule({ seed: 7, minutes: 3, only });
      assert.deepEqual(
        lines,
        whole.filter((line) => new RegExp(`^\\S+ ${only}[ /]`).test(line)),
      );
      assert.ok(lines.length > 5, only);
    }
  });
});
