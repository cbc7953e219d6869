/**
 * What serving costs: the built webhook beside a bare node:https server that answers the same bytes, in one run, on
 * loopback. Then its memory over many reviews.
 *
 *   npm run build && npm run bench:served [-- REVIEWS]      default: 100000 reviews for the memory
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { makeAuthority } from "../../webhook/test/support/certificates.ts";
import { podReview, post } from "../../webhook/test/support/https-client.ts";
import { connect, type Target } from "./served/raw-client.ts";

const ROUND_MS = 3_000;
const ROUNDS = 3;
const CONNECTIONS = [1, 8];
const PATH = "/mutate/pods";

const root = path.join(import.meta.dirname, "../..");
const reviews = Number(process.argv[2] ?? 100_000);
if (!Number.isInteger(reviews) || reviews < 1) {
  console.error(`failed to run the benchmark: ${process.argv[2]} is not a number of reviews; name one, such as 100000`);
  process.exit(2);
}
const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-bench-"));
const file = (name: string) => path.join(folder, name);
const authority = await makeAuthority();
const { cert, key } = await authority.issue();
writeFileSync(file("tls.crt"), cert);
writeFileSync(file("tls.key"), key);
const tlsFiles = { certFile: file("tls.crt"), keyFile: file("tls.key") };
const alone = { certificates: { mode: "provided", ...tlsFiles }, grants: { mode: "manual" } };
writeFileSync(file("config.json"), JSON.stringify({ httpsPort: 0, httpPort: 0, drainDelay: "0s", ...alone }));

const processes: Array<{ kill(): void }> = [];
try {
  const body = Buffer.from(podReview("00000000-0000-4000-8000-000000000000"));
  const ports = await startWebhook();
  const webhook: Target = { port: ports.https, ca: authority.ca };
  const { body: answer } = await post(body, webhook);
  writeFileSync(file("answer.json"), answer);
  const bare: Target = { port: await startBare(), ca: authority.ca };
  console.log(`review ${body.length} bytes, answer ${answer.length} bytes, ${process.version}`);

  for (const connections of CONNECTIONS) {
    const rows: Record<string, number[][]> = { "node:https": [], webhook: [] };
    // In turns, so that whatever else the machine does meets both.
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, target] of [
        ["node:https", bare],
        ["webhook", webhook],
      ] as const) {
        rows[name]?.push(await measure(target, connections, body, ROUND_MS));
      }
    }
    for (const [name, latencies] of Object.entries(rows)) report(name, connections, latencies.flat());
  }

  console.log(`memory over ${reviews} reviews, 8 connections:`);
  for (let step = 0; step <= 5; step++) {
    console.log(`  after ${await reviewsSoFar(ports.http)} reviews: ${await residentMb(ports.http)} MB resident`);
    if (step < 5) await send(webhook, 8, body, Math.ceil(reviews / 5));
  }
} finally {
  for (const child of processes) child.kill();
  rmSync(folder, { recursive: true, force: true });
}

async function measure(target: Target, connections: number, body: Buffer, durationMs: number): Promise<number[]> {
  const latencies: number[] = [];
  const endMs = performance.now() + durationMs;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = await connect(target, PATH, body);
      while (performance.now() < endMs) {
        const beginMs = performance.now();
        await client.call();
        latencies.push(performance.now() - beginMs);
      }
      client.close();
    }),
  );
  return latencies;
}

async function send(target: Target, connections: number, body: Buffer, total: number): Promise<void> {
  let left = total;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = await connect(target, PATH, body);
      while (left-- > 0) await client.call();
      client.close();
    }),
  );
}

function report(name: string, connections: number, latencies: readonly number[]): void {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(2);
  const rate = Math.round((sorted.length / (ROUND_MS * ROUNDS)) * 1000);
  console.log(
    `  ${String(connections).padStart(2)} connections  ${name.padEnd(10)}  ${String(rate).padStart(6)} requests/s  p50 ${at(0.5)} ms  p99 ${at(0.99)} ms`,
  );
}

async function startWebhook(): Promise<{ readonly https: number; readonly http: number }> {
  const lines = startNode([
    path.join(root, "webhook/dist/mount-monitor-webhook.cjs"),
    "serve",
    "--config",
    file("config.json"),
  ]);
  const found: { https?: number; http?: number } = {};
  for await (const line of lines) {
    const { msg, port, httpPort } = JSON.parse(line) as { msg: string; port?: number; httpPort?: number };
    if (httpPort !== undefined) found.http = httpPort;
    if (msg === "answering admission reviews" && port !== undefined) return { https: port, http: found.http ?? 0 };
  }
  throw new Error("failed to start the webhook; do: npm run build");
}

async function startBare(): Promise<number> {
  const server = path.join(import.meta.dirname, "served/bare-server.ts");
  for await (const line of startNode([server, tlsFiles.certFile, tlsFiles.keyFile, file("answer.json")]))
    return Number(line);
  throw new Error("failed to start the bare server");
}

/** Its first lines; what it writes after that is read and thrown away, so that its log costs what it costs in a cluster. */
async function* startNode(args: readonly string[]): AsyncGenerator<string> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  processes.push(child);
  const waiting: string[] = [];
  let wake: (() => void) | undefined;
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (waiting.length < 10) waiting.push(line);
    wake?.();
  });
  for (;;) {
    const line = waiting.shift();
    if (line !== undefined) yield line;
    else await new Promise<void>((resolve) => (wake = resolve));
  }
}

async function metric(port: number, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(new RegExp(`^${name} (.*)$`, "m").exec(text)?.[1]);
}

async function residentMb(port: number): Promise<number> {
  return Math.round((await metric(port, "process_resident_memory_bytes")) / 1024 / 1024);
}

function reviewsSoFar(port: number): Promise<number> {
  return metric(port, 'mount_monitor_webhook_review_duration_seconds_count\\{endpoint="pods"\\}');
}
