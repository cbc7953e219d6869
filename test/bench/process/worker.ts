import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build, type Plugin } from "esbuild";
import { startLines } from "./line-process.ts";
import { inTree } from "./tree.ts";

/** A process of ours that does what it is told and nothing else, so that what it takes is what was asked for. */
export interface Worker {
  readonly pid: number;
  /** Tells it one thing, and resolves to its answer. */
  ask<T>(what: object | string): Promise<T>;
  end(): Promise<void>;
}

export interface WorkerOptions {
  /** Below `test/bench`. It reads lines, and answers each by one line of JSON. */
  readonly entry: string;
  readonly flags?: readonly string[];
  readonly args?: readonly string[];
  /** A command that runs another, such as valgrind with its flags. */
  readonly under?: readonly string[];
}

/** Bundled first, as programs are: reading two hundred sources of TypeScript would be most of what it does. */
export async function startWorker({ entry, flags = [], args = [], under = [] }: WorkerOptions): Promise<Worker> {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-bench-"));
  const outfile = path.join(folder, "worker.mjs");
  await build({
    entryPoints: [path.join(import.meta.dirname, "..", entry)],
    outfile,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    logLevel: "warning",
    plugins: [fromTree],
  });
  const lines = startLines([...under, process.execPath, ...flags, outfile, ...args]);
  return {
    pid: lines.pid,
    async ask<T>(what: object | string) {
      lines.say(typeof what === "string" ? what : JSON.stringify(what));
      return JSON.parse(await lines.nextLine()) as T;
    },
    async end() {
      await lines.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What a worker of ours imports of the programs. */
const fromTree: Plugin = {
  name: "from-tree",
  setup(bundler) {
    bundler.onResolve({ filter: /^\.\.?\// }, ({ path: file, resolveDir }) => {
      const found = inTree(path.resolve(resolveDir, file));
      return found === undefined ? undefined : { path: found };
    });
  },
};
