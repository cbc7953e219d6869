/**
 * What a monitor costs, beside a bare Node with an HTTP server in the same run.
 *
 *   node test/bench/sidecar.ts [--json]
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { type MonitorProcess, startMonitor } from "./monitor-process.ts";
import { cpuMs, descriptorCount, memoryOf, quantile, threadCount } from "./process-figures.ts";

const INSTANCES = 20;
const SETTLE_MS = 8_000;
const bundle = path.join(import.meta.dirname, "../../sidecar/dist/mount-monitor.cjs");
const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-bench-"));
const rows: [figure: string, value: string, beside: string][] = [];

try {
  await run();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (process.argv.includes("--json")) {
  console.log(
    JSON.stringify(
      rows.map(([figure, value, beside]) => ({ figure, value, beside })),
      null,
      2,
    ),
  );
} else for (const [figure, value, beside] of rows) console.log(`${figure.padEnd(52)}${value.padEnd(26)}${beside}`);

async function run(): Promise<void> {
  const { size } = statSync(bundle);
  rows.push([
    "bundle",
    `${Math.round(size / 1024)} KiB`,
    `${Math.round(gzipSync(readFileSync(bundle)).length / 1024)} KiB compressed`,
  ]);
  await memory();
  await start();
  await cpuPerCheck();
  await hanging();
}

function healthyMounts(count: number): { path: string }[] {
  return Array.from({ length: count }, (_, index) => {
    const mount = path.join(folder, `healthy-${index}`);
    mkdirSync(mount, { recursive: true });
    writeFileSync(path.join(mount, ".health-check"), "x");
    return { path: mount };
  });
}

async function memory(): Promise<void> {
  const mounts = healthyMounts(3);
  const config = (instance: number) => ({
    checkInterval: "30s",
    stateDir: path.join(folder, `state-of-${instance}`),
    mounts,
  });
  const one = await startMonitor(config(INSTANCES));
  await wait(SETTLE_MS);
  const alone = memoryOf(one.pid);
  await one.stop();
  const many = await Promise.all(Array.from({ length: INSTANCES }, (_, instance) => startMonitor(config(instance))));
  await wait(SETTLE_MS);
  const together = average(many.map(({ pid }) => memoryOf(pid).proportionalMb));
  await Promise.all(many.map((monitor) => monitor.stop()));
  const baseline = await bareServers(INSTANCES);
  rows.push([
    "resident memory, 3 mounts at 30s",
    `${alone.residentMb.toFixed(1)} MB`,
    `bare node:http ${baseline.residentMb.toFixed(1)} MB`,
  ]);
  rows.push([
    `proportional memory at ${INSTANCES} instances`,
    `${together.toFixed(1)} MB each`,
    `bare node:http ${baseline.proportionalMb.toFixed(1)} MB each`,
  ]);
}

async function bareServers(count: number): Promise<{ residentMb: number; proportionalMb: number }> {
  const children = Array.from({ length: count }, () =>
    spawn(process.execPath, ["-e", 'require("node:http").createServer((_, answer) => answer.end()).listen(0)'], {
      stdio: "ignore",
    }),
  );
  try {
    await wait(SETTLE_MS);
    const figures = children.map(({ pid }) => memoryOf(pid ?? 0));
    return {
      residentMb: average(figures.map(({ residentMb }) => residentMb)),
      proportionalMb: average(figures.map(({ proportionalMb }) => proportionalMb)),
    };
  } finally {
    for (const child of children) child.kill("SIGKILL");
  }
}

async function start(): Promise<void> {
  const config = { mounts: healthyMounts(3) };
  const times: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < 9; round++) {
    const monitor = await startMonitor(config);
    times.push(monitor.firstCheckMs);
    await monitor.stop();
    const beganMs = performance.now();
    execFileSync(process.execPath, ["-e", "0"]);
    bare.push(performance.now() - beganMs);
  }
  rows.push([
    "start to first check told, median of 9",
    `${quantile(times, 0.5).toFixed(0)} ms`,
    `node -e 0: ${quantile(bare, 0.5).toFixed(0)} ms`,
  ]);
}

async function cpuPerCheck(): Promise<void> {
  for (const count of [1, 10, 64]) {
    const monitor = await startMonitor({
      checkInterval: "100ms",
      stateDir: path.join(folder, `state-${count}`),
      mounts: healthyMounts(count),
    });
    await wait(2_000);
    const before = { cpu: cpuMs(monitor.pid), checks: await checks(monitor) };
    await wait(10_000);
    const after = { cpu: cpuMs(monitor.pid), checks: await checks(monitor) };
    await monitor.stop();
    const each = (after.cpu - before.cpu) / (after.checks - before.checks);
    rows.push([
      `CPU per check, ${count} mount${count === 1 ? "" : "s"}`,
      `${each.toFixed(2)} ms`,
      `${after.checks - before.checks} checks`,
    ]);
  }
}

async function checks({ port }: MonitorProcess): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return [...text.matchAll(/^mount_monitor_check_duration_seconds_count\{.*\} (\d+)$/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
}

/** A FIFO without a writer hangs whoever opens it. */
async function hanging(): Promise<void> {
  const mounts = Array.from({ length: 63 }, (_, index) => {
    const mount = path.join(folder, `hanging-${index}`);
    mkdirSync(mount);
    execFileSync("mkfifo", [path.join(mount, ".health-check")]);
    return { path: mount, checkType: "canary" };
  });
  const monitor = await startMonitor({
    checkInterval: "20ms",
    readTimeout: "20ms",
    mounts: [...mounts, ...healthyMounts(1)],
  });
  await wait(3_000);
  const before = figures(monitor);
  const latencies: number[] = [];
  const endMs = performance.now() + 22_000;
  while (performance.now() < endMs) {
    const beganMs = performance.now();
    await (await fetch(`http://127.0.0.1:${monitor.port}/healthz/ready`)).arrayBuffer();
    latencies.push(performance.now() - beganMs);
    await wait(20);
  }
  const after = figures(monitor);
  rows.push([
    "63 of 64 mounts hung for 1,000 intervals of 20ms",
    `threads ${before.threads} -> ${after.threads}`,
    `descriptors ${before.descriptors} -> ${after.descriptors}, resident ${before.residentMb.toFixed(1)} -> ${after.residentMb.toFixed(1)} MB`,
  ]);
  rows.push([
    "/healthz/ready meanwhile",
    `p50 ${quantile(latencies, 0.5).toFixed(1)} ms`,
    `p99 ${quantile(latencies, 0.99).toFixed(1)} ms of ${latencies.length}`,
  ]);
  const { code, ms } = await monitor.stop();
  rows.push(["SIGTERM meanwhile", `exit code ${code}`, `after ${ms.toFixed(0)} ms`]);
}

function figures({ pid }: MonitorProcess) {
  return { threads: threadCount(pid), descriptors: descriptorCount(pid), residentMb: memoryOf(pid).residentMb };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
