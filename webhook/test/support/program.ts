import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";

const BUNDLE = path.join(import.meta.dirname, "../../dist/mount-monitor-webhook.cjs");

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string | Buffer;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A link to the program, by which it is started in place of itself. */
  readonly link?: string;
}

/** The built program, until it ends by itself. */
export function run(args: readonly string[], { input = "", cwd, env = {}, link }: RunOptions = {}): Finished {
  const { status, stdout, stderr } = spawnSync(process.execPath, [link ?? bundle(), ...args], {
    input,
    cwd,
    env: { PATH: process.env["PATH"] ?? "", ...env },
    encoding: "utf8",
    timeout: 30_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  return { code: status, stdout, stderr };
}

export type LogLine = Readonly<Record<string, unknown>>;

export interface RunningProgram {
  readonly child: ChildProcess;
  readonly log: readonly LogLine[];
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  /** The first line of the log with this message; rejects when the program ends without. */
  logged(message: string): Promise<LogLine>;
}

export function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): RunningProgram {
  const child = spawn(process.execPath, [bundle(), ...args], {
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log: LogLine[] = [];
  const waiting = new Set<() => void>();
  const tell = () => {
    for (const look of waiting) look();
  };
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (text) => {
      log.push(parse(text));
      tell();
    });
  }
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once("close", (code, signal) => resolve(code ?? signal));
  });
  return {
    child,
    log,
    ended,
    logged: (message) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const line = log.find(({ msg }) => msg === message);
          if (!line) return;
          waiting.delete(look);
          resolve(line);
        };
        waiting.add(look);
        look();
        void ended.then((code) =>
          reject(new Error(`ended with ${String(code)} before "${message}": ${JSON.stringify(log)}`)),
        );
      }),
  };
}

export function bundle(): string {
  if (!existsSync(BUNDLE)) throw new Error(`failed to find ${BUNDLE}; do: npm run build`);
  return BUNDLE;
}

function parse(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { msg: text };
  }
}
