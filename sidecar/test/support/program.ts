import { type ChildProcess, spawn } from "node:child_process";
import type { StatusDocument } from "@mount-monitor/contract";
import { imageFlags } from "../../../tools/image-flags.ts";
import { BUNDLE } from "./bundle.ts";
import { type LogLine, lineReader } from "./log-lines.ts";
import { request, type RequestSettings, type Response } from "./request.ts";
import { LIMIT_MS, until } from "./until.ts";

export interface ProgramSettings {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** User and group to run as; only root can choose. */
  readonly uid?: number;
  /** Programs and arguments that stand before Node, such as `unshare -m`. */
  readonly wrapper?: readonly string[];
  /** Arguments of Node itself, besides those of the image. */
  readonly nodeArgs?: readonly string[];
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly atMs: number;
}

export type LogMatch = string | ((line: LogLine) => boolean);

/** The real program, as a process. */
export interface Program {
  readonly pid: number;
  readonly child: ChildProcess;
  /** All lines so far, of both streams. */
  readonly lines: readonly LogLine[];
  logs(match: LogMatch): LogLine[];
  /** The first such line, or the first from `fromLine` on. */
  waitForLog(match: LogMatch, fromLine?: number): Promise<LogLine>;
  /** From the line `monitoring`. */
  port(): Promise<number>;
  get(path: string, settings?: RequestSettings): Promise<Response>;
  status(): Promise<StatusDocument>;
  waitForStatus(what: string, holds: (document: StatusDocument) => boolean): Promise<StatusDocument>;
  signal(name: NodeJS.Signals): void;
  exited(): Promise<Exit>;
  /** SIGTERM, and how long it took from there to the end. */
  stop(): Promise<Exit & { readonly tookMs: number }>;
  /** Whatever state it is in. */
  end(): Promise<void>;
}

export function startProgram({ args = [], env = {}, cwd, uid, wrapper = [], nodeArgs = [] }: ProgramSettings): Program {
  const [command = "", ...rest] = [
    ...wrapper,
    process.execPath,
    ...imageFlags("sidecar"),
    ...nodeArgs,
    BUNDLE,
    ...args,
  ];
  const child = spawn(command, rest, {
    cwd,
    // Nothing of what surrounds the test may change what the program does.
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const lines: LogLine[] = [];
  let exit: Exit | undefined;
  const closed = new Promise<Exit>((resolve, reject) => {
    child.once("error", reject);
    // What was printed is complete only when the streams are closed; when it ended is known earlier.
    let atMs = 0;
    child.once("exit", () => (atMs = performance.now()));
    child.once("close", (code, signal) => resolve((exit = { code, signal, atMs })));
  });
  // Nobody may be waiting when it cannot even be started; whoever asks is told.
  closed.catch(() => {});
  child.stdout.on("data", lineReader("stdout", lines));
  child.stderr.on("data", lineReader("stderr", lines));

  const seen = () =>
    lines
      .map(({ text }) => text)
      .slice(-40)
      .join("\n");
  const waitFor = <T>(
    what: string,
    look: () => T | undefined | false | Promise<T | undefined | false>,
    explain: () => string = seen,
  ): Promise<T> =>
    until(
      what,
      async () => {
        const ended = exit;
        const found = await look();
        if ((found === undefined || found === false) && ended)
          throw new Error(`no ${what}: the program ended with ${ended.signal ?? ended.code}\n${seen()}`);
        return found;
      },
      explain,
    );
  const program: Program = {
    pid: child.pid ?? 0,
    child,
    lines,
    logs: (match) => lines.filter(matcher(match)),
    waitForLog: (match, fromLine = 0) =>
      waitFor(`line ${typeof match === "string" ? JSON.stringify(match) : "of the kind"}`, () =>
        lines.slice(fromLine).find(matcher(match)),
      ),
    port: async () => Number((await program.waitForLog("monitoring"))["port"]),
    get: async (path, settings) => request(await program.port(), path, settings),
    status: async () => JSON.parse((await program.get("/healthz/status")).text) as StatusDocument,
    waitForStatus(what, holds) {
      let last: StatusDocument | undefined;
      const look = async () => {
        last = await program.status();
        return holds(last) && last;
      };
      return waitFor(`status ${what}`, look, () => `It is ${JSON.stringify(last)}\n${seen()}`);
    },
    signal: (name) => void child.kill(name),
    exited: () => {
      const limit = until("end of the program", () => exit, seen);
      return Promise.race([closed, limit]);
    },
    async stop() {
      const startedMs = performance.now();
      child.kill("SIGTERM");
      const ended = await program.exited();
      return { ...ended, tookMs: ended.atMs - startedMs };
    },
    async end() {
      if (exit || child.pid === undefined) return;
      child.kill("SIGKILL");
      await until("end after SIGKILL", () => exit, seen, LIMIT_MS);
    },
  };
  return program;
}

function matcher(match: LogMatch): (line: LogLine) => boolean {
  return typeof match === "string" ? ({ msg }) => msg === match : match;
}
