import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, it } from "node:test";

/** A connection that brings much in pieces, and one on which ten words go there and back. */
const PROGRAM = `
  import { once } from "node:events";
  import { connect, createServer } from "node:net";
  import { setTimeout as wait } from "node:timers/promises";
  const open = async (serve) => {
    const server = createServer(serve);
    await once(server.listen(0, "127.0.0.1"), "listening");
    return connect(server.address().port, "127.0.0.1");
  };
  const pieces = await open(async (socket) => {
    for (let n = 0; n < 20; n++) {
      socket.write(n + ",");
      await wait(5);
    }
    socket.end("end");
  });
  let text = "";
  pieces.on("data", (piece) => { text += piece; });
  await once(pieces, "end");
  const echo = await open((socket) => void socket.pipe(socket));
  const beganMs = performance.now();
  for (let n = 0; n < 10; n++) {
    echo.write("word");
    await once(echo, "data");
  }
  console.log(JSON.stringify({ text, tookMs: performance.now() - beganMs }));
  process.exit();
`;

function run(share: string) {
  const jitter = path.join(import.meta.dirname, "jitter.mjs");
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--import", jitter, "--input-type=module", "--eval", PROGRAM],
    { encoding: "utf8", env: { ...process.env, TEST_JITTER_SHARE: share }, timeout: 60_000 },
  );
  assert.deepEqual([status, stderr], [0, ""]);
  return JSON.parse(stdout) as { readonly text: string; readonly tookMs: number };
}

describe("jitter", { concurrency: true }, () => {
  const whole = `${Array.from({ length: 20 }, (_, n) => `${n},`).join("")}end`;

  it("brings all of a connection, in its order and to its end", () => {
    for (const share of ["0", "0.5"]) assert.equal(run(share).text, whole, share);
  });

  it("brings it later", () => {
    const { text, tookMs } = run("1");
    assert.equal(text, whole);
    // Twenty waits of up to 400 ms each: less than a second would be a chance of one in ten milliards.
    assert.ok(tookMs > 1_000, `${tookMs} ms`);
  });
});
