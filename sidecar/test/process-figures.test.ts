import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { threadNamesOf } from "./support/process-figures.ts";

/** As Linux 6.18 writes them: name, state, parent, group, session, terminal, its group, flags. */
const THREADS = {
  100: "100 (MainThread) S 1 100 100 0 -1 4194304 0 0",
  101: "101 (a name) with (parentheses) S 1 100 100 0 -1 4194368 0 0",
  102: "102 (iou-wrk-100) S 1 100 100 0 -1 4210768 0 0",
  /** One that begins, and one that ends. */
  103: "103 (MainThread) R 1 100 100 0 -1 4210768 0 0",
  104: "104 (iou-wrk-100) S 1 100 100 0 -1 4210756 0 0",
  /** It ended since it was listed. */
  105: undefined,
};

void test("threads that the kernel runs for a process are not counted as those that it has started", (t) => {
  const proc = mkdtempSync(path.join(tmpdir(), "mount-monitor-proc-"));
  t.after(() => rmSync(proc, { recursive: true }));
  for (const [thread, stat] of Object.entries(THREADS)) {
    const folder = path.join(proc, "100/task", thread);
    mkdirSync(folder, { recursive: true });
    if (stat !== undefined) writeFileSync(path.join(folder, "stat"), `${stat}\n`);
  }
  assert.deepEqual(threadNamesOf(100, proc), ["MainThread", "a name) with (parentheses"]);
});
