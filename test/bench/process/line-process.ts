import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { endWithUs } from "./end-with-us.ts";

/** A program that is spoken to by lines. */
export interface LineProcess {
  readonly pid: number;
  /** The next line that it says; rejects where it ends instead. What it says beyond the first few waiting lines is dropped. */
  nextLine(): Promise<string>;
  say(line: string): void;
  /** Ends it, and resolves once it is gone. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

/** So many lines wait for somebody who asks. All others are read and thrown away, so that a log costs what it costs in a cluster. */
const WAITING_LINES = 100;

export function startLines(
  [command = "", ...args]: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): LineProcess {
  const child = endWithUs(spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], env }));
  const waiting: string[] = [];
  let wake = () => {};
  let complaint = "";
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (waiting.length < WAITING_LINES) waiting.push(line);
    wake();
  });
  child.stderr.on("data", (chunk: Buffer) => (complaint = `${complaint}${chunk}`.slice(-2_000)));
  // What is written to a program that has just ended is nobody's fault.
  child.stdin.on("error", () => {});
  let ended: string | undefined;
  const gone = new Promise<void>((resolve) => {
    const end = (how: string) => {
      ended ??= `${path(command, args)} ended with ${how}: ${complaint.trim()}`;
      wake();
      resolve();
    };
    child.once("error", (error) => end(error.message));
    child.once("close", (code, signal) => end(signal ?? `exit code ${code}`));
  });
  return {
    pid: child.pid ?? 0,
    async nextLine() {
      for (;;) {
        const line = waiting.shift();
        if (line !== undefined) return line;
        if (ended !== undefined) throw new Error(ended);
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    say: (line) => void child.stdin.write(`${line}\n`),
    async end(signal = "SIGKILL") {
      child.kill(signal);
      await gone;
    },
  };
}

function path(command: string, args: readonly string[]): string {
  return [command, ...args].slice(0, 4).join(" ");
}
