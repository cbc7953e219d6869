/**
 * A process that decides about pods, as often as it is told. Each line on stdin is an order; it answers by one line
 * of JSON.
 */
import { createInterface } from "node:readline";
import { UNKNOWN_FACTS } from "../../../webhook/src/core/cluster-facts.ts";
import { decidePod } from "../../../webhook/src/core/decide-pod.ts";
import { DEFAULT_INJECTOR_CONFIG } from "../../../webhook/src/core/injector-config.ts";
import type { RawPod } from "../../../webhook/src/core/raw-object.ts";
import { quantile } from "../process-figures.ts";
import type { DecideAnswers, DecideOrder } from "./order.ts";

const request = { namespace: "media", operation: "CREATE" } as const;

const decide = (pod: RawPod) => decidePod(pod, request, DEFAULT_INJECTOR_CONFIG, UNKNOWN_FACTS);

function decideTimes(pod: RawPod, rounds: number): void {
  for (let round = 0; round < rounds; round++) decide(pod);
}

function answer({ what, pod, rounds }: DecideOrder): DecideAnswers[DecideOrder["what"]] {
  switch (what) {
    case "time": {
      decideTimes(pod, Math.ceil(rounds / 4));
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const beganMs = performance.now();
        decide(pod);
        times.push(performance.now() - beganMs);
      }
      return { medianMs: quantile(times, 0.5), p99Ms: quantile(times, 0.99) };
    }
    case "allocate": {
      // The young heap is larger than what these allocate (see the flags), so nothing is collected in between.
      decideTimes(pod, rounds);
      globalThis.gc?.();
      const before = process.memoryUsage().heapUsed;
      decideTimes(pod, rounds);
      return { bytes: (process.memoryUsage().heapUsed - before) / rounds };
    }
    case "decide":
      decideTimes(pod, rounds);
      return {};
    case "look": {
      const decision = decide(pod);
      return { t: decision.t, patchBytes: decision.t === "inject" ? JSON.stringify(decision.patch).length : 0 };
    }
  }
}

for await (const line of createInterface(process.stdin))
  console.log(JSON.stringify(answer(JSON.parse(line) as DecideOrder)));
