import { spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";

const bundle = path.join(import.meta.dirname, "../../sidecar/dist/mount-monitor.cjs");

/** The built program as a process of its own, as it runs in a pod. */
export interface RunningProgram {
  readonly log: ReadonlyArray<Readonly<Record<string, unknown>>>;
  readonly ended: Promise<number | NodeJS.Signals | null>;
  stop(): void;
}

export function startProgram(args: readonly string[], env: Readonly<Record<string, string>>): RunningProgram {
  const child = spawn(process.execPath, [bundle, ...args], {
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log: Record<string, unknown>[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (text) => log.push(parse(text)));
  }
  return {
    log,
    ended: new Promise((resolve) => child.once("close", (code, signal) => resolve(code ?? signal))),
    stop: () => void child.kill("SIGTERM"),
  };
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { level: "ERROR", msg: text };
  }
}
