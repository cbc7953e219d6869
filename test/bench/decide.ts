/**
 * What deciding about a pod and patching it costs, without a server: times, and bytes allocated.
 *
 *   npm run bench:decide
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { UNKNOWN_FACTS } from "../../webhook/src/core/cluster-facts.ts";
import { decidePod } from "../../webhook/src/core/decide-pod.ts";
import { DEFAULT_INJECTOR_CONFIG } from "../../webhook/src/core/injector-config.ts";
import type { RawPod } from "../../webhook/src/core/raw-object.ts";
import { quantile } from "./process-figures.ts";

const ROUNDS = 20_000;
const ALLOCATION_ROUNDS = 1_000;
const request = { namespace: "media", operation: "CREATE" } as const;

for (const name of ["plex", "pod-without-annotations"]) {
  const pod = name === "plex" ? goldenPod("plex") : { ...goldenPod("plex"), metadata: { generateName: "plain-" } };
  const decide = () => decidePod(pod, request, DEFAULT_INJECTOR_CONFIG, UNKNOWN_FACTS);
  for (let round = 0; round < ROUNDS / 4; round++) decide();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const beganMs = performance.now();
    decide();
    times.push(performance.now() - beganMs);
  }
  // The young heap is larger than what these allocate (see the script), so nothing is collected in between.
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let round = 0; round < ALLOCATION_ROUNDS; round++) decide();
  const allocated = (process.memoryUsage().heapUsed - before) / ALLOCATION_ROUNDS / 1024;
  const ms = (share: number) => `${quantile(times, share).toFixed(3)} ms`;
  console.log(
    `${name.padEnd(26)} ${decide().t.padEnd(7)} median ${ms(0.5)}  p99 ${ms(0.99)}  ${allocated.toFixed(0)} KiB allocated`,
  );
}

function goldenPod(name: string): RawPod {
  const file = path.join(import.meta.dirname, "../../webhook/testdata", `${name}.pod.yaml`);
  return parse(readFileSync(file, "utf8")) as RawPod;
}
