import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, it } from "node:test";
import { threadsOf } from "../support/process-figures.ts";
import type { Child } from "./support/child.ts";
import { healthy } from "./support/detect.ts";
import type { MonitorRun } from "./support/monitor-run.ts";
import { missingPrerequisite } from "./support/prerequisites.ts";
import { psAnswers } from "./support/ps.ts";
import { openScene } from "./support/scene.ts";

const INTERVALS = 200;
const INTERVAL_MS = 50;
/** What a young heap takes until it has settled: 1.6 MiB here. A probe that is kept for each interval takes more. */
const WARM_UP_KIB = 6 * 1024;

interface Use {
  readonly threads: number;
  readonly descriptors: number;
  /** Memory of its own; the pages of files come and go with what else the machine does. */
  readonly ownKib: number;
}

describe(
  `a mount that hangs for ${INTERVALS} intervals`,
  { skip: missingPrerequisite() ?? false, concurrency: 2 },
  () => {
    for (const frozen of ["daemon", "backend"] as const) {
      it(`costs not one more thread or descriptor, nor memory (${frozen} frozen)`, async (t) => {
        const scene = await openScene(t);
        writeFileSync(path.join(scene.backend, ".health-check"), "here\n");
        const server = await scene.serve();
        const daemon = await scene.mount();
        const monitor = await scene.monitor({ checkInterval: `${INTERVAL_MS}ms`, readTimeout: "200ms" });
        await healthy(monitor);
        const victim: Child = frozen === "daemon" ? daemon : server;
        victim.signal("SIGSTOP");
        await failed(monitor, 5);
        const before = await use(monitor.pid);
        // Asking all the while would cost more than what is measured.
        await wait(1.2 * INTERVALS * INTERVAL_MS);
        await failed(monitor, INTERVALS);
        const after = await use(monitor.pid);
        t.diagnostic(
          `${frozen} frozen: ${JSON.stringify(before)}, after ${INTERVALS} intervals ${JSON.stringify(after)}`,
        );
        assert.equal(after.threads, before.threads);
        assert.equal(after.descriptors, before.descriptors);
        assert.ok(after.ownKib - before.ownKib < WARM_UP_KIB, `it grew by ${after.ownKib - before.ownKib} KiB`);
        await psAnswers();
        victim.signal("SIGCONT");
        await healthy(monitor);
      });
    }
  },
);

async function failed(monitor: MonitorRun, times: number): Promise<void> {
  await monitor.untilMount(`${times} failures`, ({ failureCount }) => failureCount >= times);
}

/** Once our own requests are answered and closed: the fewest descriptors of several looks. */
async function use(pid: number): Promise<Use> {
  const looks: Use[] = [];
  for (let look = 0; look < 5; look++) {
    await wait(20);
    const own = /RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    looks.push({
      threads: threadsOf(pid),
      descriptors: readdirSync(`/proc/${pid}/fd`).length,
      ownKib: Number(own),
    });
  }
  return looks.reduce((best, look) => (look.descriptors < best.descriptors ? look : best));
}
