import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type LineProcess, startLines } from "./line-process.ts";

function start(source: string): LineProcess {
  return startLines([process.execPath, "-e", source]);
}

describe("a process that is spoken to by lines", () => {
  it("answers in the order in which it is told", async () => {
    const echo = start('process.stdin.on("data", (chunk) => process.stdout.write(`heard ${chunk}`))');
    echo.say("one");
    assert.equal(await echo.nextLine(), "heard one");
    echo.say("two");
    assert.equal(await echo.nextLine(), "heard two");
    await echo.end();
  });

  it("keeps the first lines for who asks later, and drops what nobody reads", async () => {
    const talker = start('for (let line = 0; line < 5000; line++) console.log(line); console.error("done")');
    assert.equal(await talker.nextLine(), "0");
    await assert.rejects(async () => {
      for (let line = 1; ; line++) assert.ok(Number(await talker.nextLine()) < 5_000, `line ${line}`);
    }, /ended with exit code 0: done/);
  });

  it("tells how it ended, and what it complained of, to who waits", async () => {
    const broken = start('console.error("no port"); process.exit(3)');
    await assert.rejects(broken.nextLine(), /ended with exit code 3: no port$/);
  });

  it("tells what cannot be started", async () => {
    const missing = startLines(["/nowhere/program"]);
    await assert.rejects(missing.nextLine(), /ENOENT/);
    await missing.end();
  });
});
