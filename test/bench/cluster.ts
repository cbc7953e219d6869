/**
 * What it costs to know a cluster: memory of a process that follows one with many injected pods, on a real API server,
 * beside the same process before it does; and what the facts of a namespace cost.
 *
 *   KUBEBUILDER_ASSETS=FOLDER npm run bench:cluster [-- PODS]      default: 2000 injected pods
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface, type Interface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { build } from "esbuild";
import { UNKNOWN_FACTS } from "../../webhook/src/core/cluster-facts.ts";
import { decidePod } from "../../webhook/src/core/decide-pod.ts";
import { DEFAULT_INJECTOR_CONFIG } from "../../webhook/src/core/injector-config.ts";
import { examplePod } from "../../webhook/src/core/testing/example-pod.ts";
import { missingControlPlane } from "../control-plane/support/assets.ts";
import { type ControlPlane, startControlPlane } from "../control-plane/support/control-plane.ts";
import { until } from "../control-plane/support/until.ts";
import { memoryOf } from "./process-figures.ts";

const NAMESPACES = 50;
const CLAIMS = 20;
const LIMIT_MS = 600_000;

const pods = Number(process.argv[2] ?? 2_000);
const missing =
  Number.isInteger(pods) && pods > 0 ? missingControlPlane() : `${process.argv[2]} is not a number of pods`;
if (missing !== undefined) {
  console.error(`failed to run the benchmark: ${missing}`);
  process.exit(2);
}

const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-bench-"));
const plane = await startControlPlane();
let observer: ChildProcess | undefined;
try {
  observer = await startObserver(plane);
  const ask = asking(observer);
  const memory = (what: string) => {
    const { residentMb } = memoryOf(observer?.pid ?? 0);
    console.log(`${what.padEnd(56)} ${residentMb.toFixed(1)} MB resident`);
  };
  await ask("status");
  memory("a bare process");
  await ask("open");
  const knows = (count: number) =>
    until(`${count} pods`, LIMIT_MS, async () => {
      const { starting, pods } = await ask("status");
      return starting === "" && pods === count;
    });
  await knows(0);
  memory("the same, following an empty cluster");
  await fill(plane);
  await knows(pods);
  memory(`${pods} injected pods later, each told as it came`);
  await touch(plane, "first");
  await touch(plane, "second");
  await wait(2_000);
  memory("after each of them has changed twice");
  const { foldedNs, foundNs } = await ask("facts");
  console.log(
    `facts of a namespace: ${(foldedNs / 1_000).toFixed(1)} µs the first time, ${foundNs.toFixed(0)} ns after that`,
  );
  console.log(`  (${pods / NAMESPACES} pods, ${CLAIMS} claims, a quota and a LimitRange each)`);
  observer.kill();
  observer = await startObserver(plane);
  const again = asking(observer);
  await again("open");
  await until("the list", LIMIT_MS, async () => (await again("status")).pods === pods);
  memory(`another process, which begins with ${pods} pods`);
} finally {
  observer?.kill();
  await plane.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function startObserver({ url, caPem, tokenOf }: ControlPlane): Promise<ChildProcess> {
  const file = (name: string) => path.join(folder, name);
  writeFileSync(file("token"), tokenOf("admin"), { mode: 0o600 });
  writeFileSync(file("ca.crt"), caPem);
  await build({
    entryPoints: [path.join(import.meta.dirname, "cluster/observer.ts")],
    outfile: file("observer.mjs"),
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    logLevel: "warning",
  });
  const args = [file("observer.mjs"), new URL(url).port, file("token"), file("ca.crt")];
  return spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
}

interface ObserverAnswer {
  readonly starting: string;
  readonly pods: number;
  readonly foldedNs: number;
  readonly foundNs: number;
}

function asking(child: ChildProcess): (what: string) => Promise<ObserverAnswer> {
  const lines: Interface = createInterface(child.stdout as NodeJS.ReadableStream);
  const answers = lines[Symbol.asyncIterator]();
  return async (what) => {
    child.stdin?.write(`${what}\n`);
    return JSON.parse((await answers.next()).value ?? "{}");
  };
}

async function fill({ admin, createNamespace }: ControlPlane): Promise<void> {
  await eachOf(NAMESPACES, async (index) => {
    const namespace = `bench-${index}`;
    await createNamespace(namespace);
    const make = (kind: string, body: object) =>
      admin.expect(`/api/v1/namespaces/${namespace}/${kind}`, { method: "POST", body });
    await make("resourcequotas", { metadata: { name: "quota" }, spec: { hard: { "limits.cpu": "1000" } } });
    await make("limitranges", {
      metadata: { name: "limits" },
      spec: { limits: [{ type: "Container", max: { cpu: "8" }, default: { cpu: "1" } }] },
    });
    const spec = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };
    for (let claim = 0; claim < CLAIMS; claim++)
      await make("persistentvolumeclaims", { metadata: { name: `claim-${claim}` }, spec });
  });
  const pod = injectedPod();
  await eachOf(pods, (index) => {
    const metadata = { ...(pod["metadata"] as object), generateName: undefined, name: `app-5d8f-${index}` };
    return admin.expect(podsOf(index), { method: "POST", body: { ...pod, metadata } });
  });
}

function podsOf(index: number): string {
  return `/api/v1/namespaces/bench-${index % NAMESPACES}/pods`;
}

/** As the webhook makes it, for a workload of average size. */
function injectedPod(): Record<string, unknown> {
  const env = Array.from({ length: 12 }, (_, index) => ({ name: `SETTING_${index}`, value: "some value or other" }));
  const limits = { cpu: "100m", memory: "1Gi" };
  const container = { image: "registry.example.org/app:1", env, resources: { limits, requests: limits } };
  const decision = decidePod(
    examplePod({}, {}, container),
    { namespace: "bench", operation: "CREATE" },
    DEFAULT_INJECTOR_CONFIG,
    UNKNOWN_FACTS,
  );
  if (decision.t !== "inject") throw new Error(`the pod was not injected: ${decision.sentence}`);
  const owners = decision.pod.metadata?.ownerReferences?.map((owner) => ({ ...owner, uid: "u" }));
  return { ...decision.pod, metadata: { ...decision.pod.metadata, ownerReferences: owners } };
}

async function touch({ admin }: ControlPlane, value: string): Promise<void> {
  await eachOf(pods, (index) =>
    admin.expect(`${podsOf(index)}/app-5d8f-${index}`, {
      method: "PATCH",
      body: { metadata: { annotations: { touched: value } } },
    }),
  );
}

async function eachOf(count: number, act: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}
