import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { missingControlPlane } from "../../control-plane/support/assets.ts";
import { type ControlPlane, startControlPlane } from "../../control-plane/support/control-plane.ts";
import { until } from "../../control-plane/support/until.ts";
import { CLAIMS, makeNamespaces, makePods, NAMESPACES, touchPods } from "../cluster/observed-cluster.ts";
import { webhookMemory } from "../cluster/webhook-memory.ts";
import { missingBundle } from "../process/bundles.ts";
import { imageFlags } from "../../../tools/image-flags.ts";
import { startWorker, type Worker } from "../process/worker.ts";
import { memoryOf } from "../process-figures.ts";
import type { Suite, SuiteOptions } from "../report/suite.ts";

const LIMIT_MS = 600_000;
const SIZES = [0, 250, 500, 1_000, 1_500, 2_000];

interface ObserverStatus {
  readonly starting: string;
  readonly pods: number;
}

/** Memory of the webhook, and of a process that follows a cluster and does nothing else. */
export const cluster: Suite = {
  name: "cluster",
  about: "what it costs to follow a cluster of 2,000 injected pods on a real API server",
  missing: () => missingControlPlane() ?? missingBundle("webhook"),
  async run(options) {
    const plane = await startControlPlane();
    try {
      await following(plane, options);
      await webhookMemory(plane, SIZES.at(-1) ?? 0, options);
    } finally {
      await plane.stop();
    }
  },
};

async function following(plane: ControlPlane, { tell, progress, quick }: SuiteOptions): Promise<void> {
  const sizes = SIZES.filter((size) => !quick || size <= 250);
  const pods = sizes.at(-1) ?? 0;
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-bench-"));
  const observers: Worker[] = [];
  const open = async () => {
    const observer = await startObserver(plane, folder);
    observers.push(observer);
    return observer;
  };
  try {
    progress(`${pods} pods in ${NAMESPACES} namespaces`);
    const observer = await open();
    await observer.ask("status");
    const memory = () => memoryOf(observer.pid).residentMb;
    const baseline = { name: "the same, before it follows", value: memory() };
    await observer.ask("open");
    await makeNamespaces(plane);
    for (const [index, size] of sizes.entries()) {
      await makePods(plane, sizes[index - 1] ?? 0, size);
      await knows(observer, size);
      const point = { series: "following alone", of: "pods followed", x: size };
      tell({ name: `resident, following ${size} pods`, value: memory(), unit: "MB", baseline, point });
    }
    await touchPods(plane, pods, "first");
    await touchPods(plane, pods, "second");
    await wait(2_000);
    tell({ name: "resident, after each pod has changed twice", value: memory(), unit: "MB", baseline });
    const { foldedNs, foundNs } = await observer.ask<{ foldedNs: number; foundNs: number }>("facts");
    const note = `${pods / NAMESPACES} pods, ${CLAIMS} claims, a quota and a LimitRange in each of ${NAMESPACES} namespaces`;
    tell({ name: "facts of a namespace, the first time", value: foldedNs / 1e6, unit: "ms", note });
    tell({ name: "facts of a namespace, after that", value: foundNs / 1e6, unit: "ms" });
    await observer.end();
    const second = await open();
    await second.ask("open");
    await knows(second, pods);
    const { residentMb } = memoryOf(second.pid);
    tell({ name: `resident, another that begins with ${pods} pods`, value: residentMb, unit: "MB", baseline });
  } finally {
    for (const observer of observers) await observer.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

function startObserver({ url, caPem, tokenOf }: ControlPlane, folder: string): Promise<Worker> {
  const file = (name: string) => path.join(folder, name);
  writeFileSync(file("token"), tokenOf("admin"), { mode: 0o600 });
  writeFileSync(file("ca.crt"), caPem);
  return startWorker({
    entry: "cluster/observer.ts",
    flags: imageFlags("webhook"),
    args: [new URL(url).port, file("token"), file("ca.crt")],
  });
}

async function knows(observer: Worker, count: number): Promise<void> {
  await until(`${count} pods`, LIMIT_MS, async () => {
    const { starting, pods } = await observer.ask<ObserverStatus>("status");
    return starting === "" && pods === count;
  });
}
