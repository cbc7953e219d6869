import { openCallgrind, REPEATABLE_FLAGS } from "../counts/callgrind.ts";
import { countPerRound, repeated, spreadNote } from "../counts/counter.ts";
import { isInstalled } from "../counts/tools.ts";
import type { DecideAnswers, DecideOrder } from "../decide/order.ts";
import { GROWING_PODS, type Growing, plainPod, plexPod } from "../decide/pods.ts";
import { startWorker, type Worker } from "../process/worker.ts";
import type { Suite, SuiteOptions } from "../report/suite.ts";

const BUDGET_MS = 0.2;
const WORKER = "decide/worker.ts";
/** A young heap in which a thousand decisions find room. */
const FLAGS = ["--expose-gc", "--min-semi-space-size=512", "--max-semi-space-size=512"];
const SIZES = [1, 2, 4, 8, 16, 32, 64];
const GROWING: readonly Growing[] = ["monitored paths", "containers", "volumes", "annotations"];

/** The pure part of the injector: no server, no JSON. */
export const decide: Suite = {
  name: "decide",
  about: "deciding about one pod and patching it, without a server",
  missing: () => undefined,
  async run(options) {
    const worker = await startWorker({ entry: WORKER, flags: FLAGS });
    try {
      await oneDecision(worker, options);
      await growth(worker, options);
    } finally {
      await worker.end();
    }
    await instructions(options);
  },
};

function order<W extends DecideOrder["what"]>(
  worker: Worker,
  what: W,
  pod: DecideOrder["pod"],
  rounds: number,
): Promise<DecideAnswers[W]> {
  return worker.ask({ what, pod, rounds });
}

async function oneDecision(worker: Worker, { tell, quick }: SuiteOptions): Promise<void> {
  const rounds = quick ? 2_000 : 20_000;
  const plain = await order(worker, "time", plainPod(), rounds);
  const plex = await order(worker, "time", plexPod(), rounds);
  const note = `${rounds} decisions about the golden pod plex, which has one container and one path, after a quarter as many to warm up`;
  const beside = (value: number) => ({ baseline: { name: "pod without annotations", value } });
  tell({
    name: "deciding and patching, median",
    value: plex.medianMs,
    unit: "ms",
    ...beside(plain.medianMs),
    budget: { of: "value", atMost: BUDGET_MS },
    note,
  });
  tell({ name: "deciding and patching, p99", value: plex.p99Ms, unit: "ms", ...beside(plain.p99Ms) });
  const bytes = await order(worker, "allocate", plexPod(), 1_000);
  const few = await order(worker, "allocate", plainPod(), 1_000);
  tell({ name: "allocated for a decision", value: bytes.bytes / 1024, unit: "KiB", ...beside(few.bytes / 1024) });
}

async function growth(worker: Worker, { tell, progress, quick }: SuiteOptions): Promise<void> {
  const rounds = quick ? 200 : 1_000;
  for (const growing of GROWING) {
    progress(`with more ${growing}`);
    for (const size of SIZES) {
      const pod = GROWING_PODS[growing](size);
      const { t, patchBytes } = await order(worker, "look", pod, 1);
      if (t !== "inject") throw new Error(`a pod with ${size} ${growing} is not injected: ${t}`);
      const { medianMs } = await order(worker, "time", pod, rounds);
      const { bytes } = await order(worker, "allocate", pod, 200);
      const point = (series: string) => ({ series, of: growing, x: size });
      const of = `${size} ${size === 1 ? growing.replace(/s$/, "") : growing}`;
      tell({ name: `deciding, ${of}`, value: medianMs, unit: "ms", point: point("deciding") });
      tell({ name: `allocated, ${of}`, value: bytes / 1024, unit: "KiB", point: point("allocated") });
      tell({ name: `patch, ${of}`, value: patchBytes / 1024, unit: "KiB", point: point("patch") });
    }
  }
}

async function instructions({ tell, progress, quick }: SuiteOptions): Promise<void> {
  if (!isInstalled("valgrind")) return progress("no instructions are counted, since there is no valgrind; install it");
  const rounds = quick ? 20 : 100;
  const counts: number[] = [];
  for (let run = 0; run < 2; run++) {
    progress("instructions, under valgrind");
    counts.push(await instructionsOnce(rounds));
  }
  tell({
    name: "instructions of a decision, without optimising compilers",
    value: repeated(counts).mean,
    unit: "instructions",
    note: spreadNote("instructions of a decision", counts),
  });
}

async function instructionsOnce(rounds: number): Promise<number> {
  const callgrind = openCallgrind();
  const worker = await startWorker({ entry: WORKER, flags: REPEATABLE_FLAGS, under: callgrind.under });
  try {
    // Once to have everything compiled.
    await order(worker, "decide", plexPod(), rounds);
    return await countPerRound(callgrind.counterOf(worker.pid), rounds, async (rounds) => {
      await order(worker, "decide", plexPod(), rounds);
    });
  } finally {
    await worker.end();
    callgrind.close();
  }
}
