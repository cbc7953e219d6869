import { execFile } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { Counter } from "./counter.ts";

const run = promisify(execFile);

/**
 * Without the optimising compilers, whose work depends on when they find time for it, and with one thread. So a count
 * is that of the interpreter and the simplest compiler: more than what runs after a while, and the same each time.
 */
export const REPEATABLE_FLAGS = [
  "--single-threaded",
  "--no-opt",
  "--no-maglev",
  "--always-sparkplug",
  "--hash-seed=1",
  "--random-seed=1",
] as const;

export interface Callgrind {
  /** To be put before the command whose instructions are to be counted. */
  readonly under: readonly string[];
  counterOf(pid: number): Counter;
  close(): void;
}

/** Instructions of a program and its libraries; those of the kernel are not among them. */
export function openCallgrind(): Callgrind {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-callgrind-"));
  return {
    under: ["valgrind", "--tool=callgrind", `--callgrind-out-file=${folder}/%p`],
    counterOf: (pid) => ({
      async take() {
        // Resolves once it is written; the program starts from nothing then.
        await run("vgdb", [`--pid=${pid}`, "dump"]);
        return globSync(`${folder}/${pid}.*`).reduce((sum, file) => sum + takeTotal(file), 0);
      },
    }),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function takeTotal(file: string): number {
  const [, total] = /^totals: (\d+)/m.exec(readFileSync(file, "utf8")) ?? [];
  rmSync(file);
  if (total === undefined) throw new Error(`failed to count instructions: valgrind left no total in ${file}`);
  return Number(total);
}
