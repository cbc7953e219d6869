import { type ChildProcess, spawn } from "node:child_process";
import { BUNDLE } from "../../../sidecar/test/support/bundle.ts";
import { type LogLine, lineReader } from "../../../sidecar/test/support/log-lines.ts";
import { imageFlags } from "../../../tools/image-flags.ts";
import type { Told } from "../model/fact.ts";

export interface ProcessSettings {
  readonly command: "gate" | "monitor";
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Root may read everything, so it does not run as root. */
  readonly uid: number | undefined;
}

/** One run of the built program. */
export interface MonitorProcess {
  readonly pid: number;
  readonly command: "gate" | "monitor";
  /** From the line `monitoring`; 0 before. */
  readonly port: () => number;
  /** What was written since it was asked last. */
  readonly newLines: () => readonly LogLine[];
  readonly hasEnded: () => boolean;
  readonly told: () => Told;
  /** SIGTERM, and SIGKILL where that is not followed in time. */
  stop(limitMs: number): void;
  kill(): void;
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<number | null>;
}

export function startMonitorProcess({ command, env, cwd, uid }: ProcessSettings): MonitorProcess {
  const child: ChildProcess = spawn(process.execPath, [...imageFlags("sidecar"), BUNDLE, command], {
    cwd,
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const lines: LogLine[] = [];
  let hasEnded = false;
  let told: Told = "nothing";
  let port = 0;
  for (const stream of ["stdout", "stderr"] as const) child[stream]?.on("data", lineReader(stream, lines));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => (hasEnded = true));
    // All that was written is there only now.
    child.once("close", (code) => resolve(code));
  });
  ended.catch(() => (hasEnded = true));
  return {
    pid: child.pid ?? 0,
    command,
    port: () => port,
    newLines() {
      const fresh = lines.splice(0);
      port ||= Number(fresh.find(({ msg }) => msg === "monitoring")?.["port"] ?? 0);
      return fresh;
    },
    hasEnded: () => hasEnded,
    told: () => told,
    stop(limitMs) {
      if (told === "nothing") told = "to stop";
      child.kill("SIGTERM");
      const timer = setTimeout(() => {
        if (told === "to stop") told = "overdue";
        child.kill("SIGKILL");
      }, limitMs);
      child.once("exit", () => clearTimeout(timer));
    },
    kill() {
      told = "killed";
      child.kill("SIGKILL");
    },
    signal: (name) => void child.kill(name),
    ended,
  };
}
