import type { SpawnOptions } from "node:child_process";
import path from "node:path";
import type { MonitorConfigInput, MountStatusEntry, StatusDocument } from "@mount-monitor/contract";
import { imageFlags } from "../../../../tools/image-flags.ts";
import { type Child, startChild } from "./child.ts";
import type { Guard } from "./guard.ts";
import { LIMIT_MS, until } from "./until.ts";

const ROOT = path.resolve(import.meta.dirname, "../../../..");
export const NODE = path.join(ROOT, "node_modules/.bin/node");
export const PROGRAM = path.join(ROOT, "sidecar/dist/mount-monitor.cjs");

export type LogLine = Readonly<Record<string, unknown>> & { readonly level: string; readonly msg: string };

export interface Answered {
  readonly status: number;
  readonly body: string;
}

/** The built monitor, running, as seen from outside. */
export interface MonitorRun extends Child {
  log(): LogLine[];
  get(path: string): Promise<Answered>;
  status(): Promise<StatusDocument>;
  /** Waits until the first (or only) mount is as wanted; rejects with what it was instead. */
  untilMount(what: string, wanted: (mount: MountStatusEntry) => boolean): Promise<MountStatusEntry>;
  untilLogged(what: string, wanted: (line: LogLine) => boolean): Promise<LogLine>;
}

export interface RunSettings extends Pick<SpawnOptions, "uid" | "gid"> {
  readonly env?: Readonly<Record<string, string>>;
  /** A command that runs the program: `unshare -m …`. */
  readonly within?: readonly string[];
}

export function startProgram(
  guard: Guard,
  command: "monitor" | "gate",
  config: MonitorConfigInput,
  { env = {}, within = [], ...identity }: RunSettings = {},
): Child {
  const [first = NODE, ...args] = [...within, NODE, ...imageFlags("sidecar"), PROGRAM, command];
  return startChild(guard, first, args, {
    ...identity,
    cwd: "/",
    env: { PATH: process.env["PATH"] ?? "", MOUNT_MONITOR_CONFIG: JSON.stringify(config), ...env },
  });
}

export async function startMonitor(
  guard: Guard,
  config: MonitorConfigInput,
  settings?: RunSettings,
): Promise<MonitorRun> {
  const child = startProgram(guard, "monitor", { httpPort: 0, ...config }, settings);
  const log = () => readLog(child.output());
  const port = await until(
    "monitor",
    () => {
      if (child.outcome()) throw new Error(`the monitor ended: ${child.output()}`);
      return log().find(({ msg }) => msg === "monitoring")?.["port"];
    },
    child.output,
  );
  const get = async (path: string): Promise<Answered> => {
    const signal = AbortSignal.timeout(LIMIT_MS);
    const response = await fetch(`http://127.0.0.1:${String(port)}${path}`, {
      signal,
      headers: { connection: "close" },
    });
    return { status: response.status, body: await response.text() };
  };
  const status = async () => JSON.parse((await get("/healthz/status")).body) as StatusDocument;
  return {
    ...child,
    log,
    get,
    status,
    untilMount(what, wanted) {
      let last: MountStatusEntry | undefined;
      const look = async () => {
        last = (await status()).mounts[0];
        return last && wanted(last) ? last : undefined;
      };
      return until(what, look, () => `It is ${JSON.stringify(last)}`);
    },
    untilLogged: (what, wanted) => until(what, () => log().find(wanted), child.output),
  };
}

/** Lines of JSON; what is not, or only half there, is left out. */
function readLog(output: string): LogLine[] {
  return output.split("\n").flatMap((line) => {
    try {
      return [JSON.parse(line) as LogLine];
    } catch {
      return [];
    }
  });
}
