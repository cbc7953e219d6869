/**
 * Outlives the test: when the test process is gone, for whatever reason, or takes too long, everything that it had
 * frozen is thawed, and everything that it had mounted is aborted and unmounted. A frozen mount that is forgotten hangs
 * `ps`, and every later test on the machine.
 *
 * Told on stdin, a line each: `+pid 123`, `-pid 123`, `+mount /path`, `-mount /path`. The end of stdin is the end of the test.
 */
import { createInterface } from "node:readline";
import { release } from "./release.ts";

const limitMs = Number(process.argv[2]);
const processes = new Set<number>();
const mountPoints = new Set<string>();

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const [what, name = ""] = line.split(" ", 2);
  switch (what) {
    case "+pid":
      return void processes.add(Number(name));
    case "-pid":
      return void processes.delete(Number(name));
    case "+mount":
      return void mountPoints.add(name);
    case "-mount":
      return void mountPoints.delete(name);
  }
});
lines.once("close", () => void finish());
// A Ctrl-C ends the test and with it our stdin; until then there is work to do.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
process.on("SIGHUP", () => {});
setTimeout(() => {
  if (processes.size + mountPoints.size > 0)
    console.error(`guard: after ${limitMs} ms something is still held, freeing it`);
  void finish();
}, limitMs);

async function finish(): Promise<void> {
  await release({ processes, mountPoints });
  process.exit();
}
