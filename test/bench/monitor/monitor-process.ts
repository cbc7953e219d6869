import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { endWithUs } from "../process/end-with-us.ts";
import { BUNDLES } from "../process/bundles.ts";
import { imageFlags } from "../../../tools/image-flags.ts";
import { TREE } from "../process/tree.ts";

export interface MonitorProcess {
  readonly pid: number;
  readonly port: number;
  /** From the start of the process to the first line that tells a mount's health. */
  readonly firstCheckMs: number;
  /** Ends it, and tells after how long and with which code it was gone. */
  stop(): Promise<{ readonly code: number | null; readonly ms: number }>;
}

export interface MonitorFlags {
  readonly flags?: readonly string[];
  /** A command that runs another, such as valgrind with its flags. */
  readonly under?: readonly string[];
}

/** The built program as its image runs it, ready: it has looked at a mount and answers. */
export async function startMonitor(
  config: object,
  { flags = [], under = [] }: MonitorFlags = {},
): Promise<MonitorProcess> {
  const startedMs = performance.now();
  const [command = "", ...args] = [
    ...under,
    process.execPath,
    ...imageFlags("sidecar", TREE),
    ...flags,
    BUNDLES.sidecar,
  ];
  const child = endWithUs(
    spawn(command, args, {
      env: { PATH: process.env["PATH"] ?? "", MOUNT_MONITOR_CONFIG: JSON.stringify({ httpPort: 0, ...config }) },
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const ready = new Promise<{ port: number; firstCheckMs: number }>((resolve, reject) => {
    let port = 0;
    let heard = "";
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        heard = line;
        const entry = line.startsWith("{") ? (JSON.parse(line) as { msg?: string; port?: number }) : {};
        if (entry.msg === "monitoring") port = entry.port ?? 0;
        if (/^mount (healthy|degraded|unhealthy)$/.test(entry.msg ?? ""))
          resolve({ port, firstCheckMs: performance.now() - startedMs });
      });
    }
    void ended.then((code) => reject(new Error(`failed to start the monitor: exit code ${code}: ${heard}`)));
  });
  const { port, firstCheckMs } = await ready;
  return {
    pid: child.pid ?? 0,
    port,
    firstCheckMs,
    async stop() {
      const toldMs = performance.now();
      child.kill("SIGTERM");
      const code = await ended;
      return { code, ms: performance.now() - toldMs };
    },
  };
}

/** How many checks it has made, of all mounts together. */
export async function checksOf({ port }: MonitorProcess): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return [...text.matchAll(/^mount_monitor_check_duration_seconds_count\{.*\} (\d+)$/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
}
