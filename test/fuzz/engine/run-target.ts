import { Worker } from "node:worker_threads";
import type { Explored, Find } from "./explore.ts";
import { createShared, readNote } from "./watched-input.ts";
import type { WorkerOrder } from "./worker.ts";

/** What was done, or the input that the thread did not come back from. */
export type Outcome =
  | { readonly t: "done"; readonly explored: Explored }
  | { readonly t: "lost"; readonly executions: number; readonly find: Find };

/** Far beyond what any input takes, on a machine that has a lot to do as well. */
const HANGS_AFTER_MS = 20_000;
/** Inputs have at most some 100 KiB; what needs more than this for one of them grows without bounds. */
const HEAP_MB = 768;

export function runTarget(order: Omit<WorkerOrder, "shared">): Promise<Outcome> {
  const shared = createShared();
  const worker = new Worker(new URL("worker.ts", import.meta.url), {
    workerData: { ...order, shared } satisfies WorkerOrder,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  return new Promise((resolve) => {
    let last = { count: -1, atMs: performance.now() };
    const lost = (message: string, stack = message) => {
      clearInterval(timer);
      const { count, input } = readNote(shared);
      void worker.terminate();
      resolve({ t: "lost", executions: count, find: { input, failure: { message, stack } } });
    };
    const timer = setInterval(() => {
      const { count } = readNote(shared);
      if (count !== last.count) last = { count, atMs: performance.now() };
      // What comes before the first input (loading, compiling) and after the last (keeping) has no clock.
      else if (count > 0 && performance.now() - last.atMs > HANGS_AFTER_MS)
        lost(`one input takes longer than ${HANGS_AFTER_MS / 1000} s`);
    }, 500);
    worker.on("message", (explored: Explored) => {
      clearInterval(timer);
      const finds = explored.finds.map((find) => ({ ...find, input: Buffer.from(find.input) }));
      resolve({ t: "done", explored: { ...explored, finds, slowest: Buffer.from(explored.slowest) } });
    });
    worker.on("error", (error) => lost(error.message, error.stack));
    worker.on("exit", () => lost("it waits for something that never comes, or ends the process"));
  });
}
