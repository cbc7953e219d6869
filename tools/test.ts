/**
 * Runs levels of tests one after the other, and ends with the counts of all: `N passed, N failed, N skipped`.
 *
 *   node tools/test.ts [--jitter] [LEVEL …] [-- FILE …]      default: unit process
 *
 * With --jitter, what arrives by sockets and pipes is late now and then, to find tests that need the usual order.
 */
import { spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { isLevel, type Level, type LevelSettings, LEVELS } from "./test/levels.ts";

/** Files at a time: most tests wait for something to happen, and hardly use a processor meanwhile. */
const CONCURRENCY = 4;

const root = path.dirname(import.meta.dirname);
const [given, files] = splitAt(process.argv.slice(2), "--");
const words = given.filter((word) => word !== "--jitter");
const env = words.length < given.length ? withJitter(process.env) : process.env;
const unknown = words.find((word) => !isLevel(word));
if (unknown !== undefined) {
  console.error(`failed to run the tests: there is no level ${unknown}; levels are ${Object.keys(LEVELS).join(", ")}`);
  process.exit(2);
}
const levels: readonly Level[] = words.length > 0 ? words.filter(isLevel) : ["unit", "process"];

const total = { passed: 0, failed: 0, skipped: 0 };
for (const level of levels) {
  const counts = runLevel(level);
  console.log(`${level}: ${sentence(counts)}`);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}
console.log(sentence(total));
// For a caller that adds up several runs.
if (process.env["TEST_COUNTS_FILE"]) appendFileSync(process.env["TEST_COUNTS_FILE"], JSON.stringify(total) + "\n");
process.exitCode = total.failed > 0 ? 1 : 0;

function runLevel(level: Level): typeof total {
  const scratch = mkdtempSync(path.join(tmpdir(), "mount-monitor-test-"));
  const countsFile = path.join(scratch, "counts.json");
  try {
    const reporters = [
      ["spec", "stdout"],
      [path.join(root, "tools/test/count-reporter.ts"), countsFile],
    ].flatMap(([reporter, destination]) => [
      `--test-reporter=${reporter}`,
      `--test-reporter-destination=${destination}`,
    ]);
    const { files: all, globalSetup, concurrency = CONCURRENCY }: LevelSettings = LEVELS[level];
    const flags = [
      `--test-concurrency=${concurrency}`,
      ...(globalSetup === undefined ? [] : [`--test-global-setup=${path.join(root, globalSetup)}`]),
      ...reporters,
    ];
    const { status } = spawnSync(process.execPath, ["--test", ...flags, ...(files.length > 0 ? files : all)], {
      cwd: root,
      env,
      stdio: ["ignore", "inherit", "inherit"],
    });
    const counts = readCounts(countsFile);
    if (counts.passed + counts.failed === 0) {
      console.error(
        `failed to run level ${level}: it ran no test (exit status ${status}); look for skipped tests above`,
      );
      counts.failed++;
    } else if (status !== 0 && counts.failed === 0) counts.failed++;
    return counts;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function readCounts(file: string): typeof total {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as typeof total;
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

function sentence({ passed, failed, skipped }: typeof total): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

function splitAt(list: readonly string[], mark: string): [string[], string[]] {
  const index = list.indexOf(mark);
  return index < 0 ? [[...list], []] : [list.slice(0, index), list.slice(index + 1)];
}

function withJitter(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const preload = `--import=${pathToFileURL(path.join(root, "tools/jitter.mjs")).href}`;
  return { ...variables, NODE_OPTIONS: [variables["NODE_OPTIONS"], preload].filter(Boolean).join(" ") };
}
