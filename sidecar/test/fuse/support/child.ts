import { type ChildProcess, spawn, type SpawnOptions } from "node:child_process";
import type { Guard } from "./guard.ts";
import { signal } from "./release.ts";

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process of the test: known to the guard, and ended by its own number. */
export interface Child {
  readonly pid: number;
  /** Everything it has said so far, on both channels. */
  output(): string;
  readonly outcome: () => Outcome | undefined;
  readonly exited: Promise<Outcome>;
  signal(name: NodeJS.Signals): void;
}

export function startChild(guard: Guard, command: string, args: readonly string[], options: SpawnOptions = {}): Child {
  const child: ChildProcess = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  guard.holdProcess(child);
  let output = "";
  let outcome: Outcome | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8");
    stream?.on("data", (text: string) => (output += text));
  }
  const exited = new Promise<Outcome>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve((outcome = { code, signal })));
  });
  // Whoever waits for it sees the error; nobody may have to.
  exited.catch(() => {});
  return {
    pid: child.pid ?? 0,
    output: () => output,
    outcome: () => outcome,
    exited,
    signal: (name) => {
      if (child.pid !== undefined && !outcome) signal(child.pid, name);
    },
  };
}
