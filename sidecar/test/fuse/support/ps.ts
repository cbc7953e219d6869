import assert from "node:assert/strict";
import { run } from "./release.ts";

/** A process that hangs in the wrong place hangs everyone who lists the processes of the machine. */
export async function psAnswers(): Promise<void> {
  assert.ok(await run("ps", ["-eo", "pid,stat,wchan,args"]), "ps does not answer: a process of the test holds it up");
}
