/** The thread that a target is tried in: what hangs or eats up memory takes only this thread with it. */
import { parentPort, workerData } from "node:worker_threads";
import { isReached, readCorpus, ROOT, writeReached } from "./corpus.ts";
import { startCoverage } from "./coverage.ts";
import { wordsIn } from "./dictionary.ts";
import { distil } from "./distil.ts";
import { explore } from "./explore.ts";
import { seedOf } from "../../../sidecar/src/core/simulation/timeline.ts";
import { createRandom } from "./random.ts";
import { sourceOf } from "./sources.ts";
import { noteIn } from "./watched-input.ts";

export interface WorkerOrder {
  readonly target: string;
  readonly seconds: number;
  readonly seed: number;
  /** Whether what reaches something new goes into the corpus. */
  readonly keeps: boolean;
  readonly shared: SharedArrayBuffer;
}

const order = workerData as WorkerOrder;
// Before the sources are loaded: V8 counts no blocks of functions that it has compiled already.
const coverage = await startCoverage((url) => sourceOf(url) !== undefined);
const { findTarget } = await import("../targets/index.ts");
const target = findTarget(order.target);
if (target === undefined) throw new Error(`there is no target ${order.target}`);
const entries = readCorpus(target.name);
const explored = await explore({
  target,
  seeds: entries.map(({ bytes }) => bytes),
  words: [...wordsIn(target.covers.map((file) => `${ROOT}/${file}`)), ...(target.words ?? [])],
  random: createRandom(seedOf(order.seed, target.name)),
  coverage,
  now: () => performance.now(),
  untilMs: performance.now() + order.seconds * 1000,
  before: noteIn(order.shared),
});
if (order.keeps) {
  const named = entries.filter((entry) => !isReached(entry)).map(({ bytes }) => bytes);
  const reached = [...entries.filter(isReached).map(({ bytes }) => bytes), ...explored.reached];
  writeReached(target.name, await distil(target, named, reached, coverage));
}
coverage.stop();
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(explored);
