import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Block, blocksOf, type CountedRange } from "../v8-coverage/blocks-of.ts";

/** What one file of tests executes, and how long it takes. */
export interface TestCoverage {
  readonly ms: number;
  /** By source, relative to the repository. */
  readonly blocks: Readonly<Record<string, readonly Block[]>>;
}

interface V8Report {
  readonly result: ReadonlyArray<{
    readonly url: string;
    readonly functions: ReadonlyArray<{ readonly ranges: readonly CountedRange[] }>;
  }>;
}

/** Runs the file once, with V8 counting. Undefined where its tests fail: then they tell nothing about mutants. */
export function coverageOf(root: string, test: string): TestCoverage | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-coverage-"));
  try {
    const startMs = performance.now();
    const { status } = spawnSync(process.execPath, ["--test-reporter=dot", test], {
      cwd: root,
      env: { ...process.env, NODE_V8_COVERAGE: folder },
      stdio: "ignore",
    });
    if (status !== 0) return undefined;
    const ms = performance.now() - startMs;
    const blocks: Record<string, readonly Block[]> = {};
    for (const file of readdirSync(folder)) {
      const { result } = JSON.parse(readFileSync(path.join(folder, file), "utf8")) as V8Report;
      for (const { url, functions } of result) {
        if (!url.startsWith("file:")) continue;
        const source = path.relative(root, fileURLToPath(url));
        if (!/^(?:packages|certs|sidecar|webhook)\//.test(source) || source.includes("node_modules")) continue;
        // Outer functions come before those inside of them, so that all together nest.
        blocks[source] = blocksOf(functions.flatMap(({ ranges }) => ranges));
      }
    }
    return { ms, blocks };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const LEAST_TESTS = 4;

/** The tests that execute the place, the most special first: those that execute least besides, and take the shortest. */
export function testsFor(
  coverage: ReadonlyMap<string, TestCoverage>,
  { file, start }: { readonly file: string; readonly start: number },
  mostMs: number,
): string[] {
  const own = file.replace(/\.ts$/, "");
  const ranked = [...coverage]
    .filter(([, { blocks }]) => (blocks[file] ?? []).some(({ from, to }) => from <= start && start < to))
    .toSorted(([testA, a], [testB, b]) => rank(testA, a, own) - rank(testB, b, own));
  const chosen: string[] = [];
  let ms = 0;
  for (const [test, one] of ranked) {
    // On a machine that has a lot to do everything takes long: some are always tried.
    if (chosen.length >= LEAST_TESTS && ms + one.ms > mostMs) continue;
    ms += one.ms;
    chosen.push(test);
  }
  return chosen;
}

function rank(test: string, { blocks, ms }: TestCoverage, own: string): number {
  return test.startsWith(`${own}.`) ? -1 : Object.keys(blocks).length * 100 + ms;
}
