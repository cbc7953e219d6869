import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import type { MonitorConfigInput } from "@mount-monitor/contract";
import { type StandInApi, startStandInApi } from "../stand-in-api/stand-in-api.ts";
import { requireFreshBundle } from "./bundle.ts";
import { type Program, type ProgramSettings, startProgram } from "./program.ts";
import { podEnv } from "./pod-env.ts";

export const CANARY = ".health-check";
export const POD = { namespace: "media", name: "plex-0", uid: "0b7e5c1a-6a4e-4f43-9d29-1f6b4f3a9c11" };

type Settings = Omit<ProgramSettings, "cwd">;
/** What a test says of the configuration; the rest is made short. */
export type SceneConfig = Partial<MonitorConfigInput>;

/** A directory of one test with everything in it, and the programs that run there. All of it goes with the test. */
export interface Scene {
  readonly dir: string;
  path(...parts: string[]): string;
  /** A directory that stands for a mount, with a canary. */
  mount(name: string): string;
  /** One whose canary is a FIFO without a writer: opening it hangs, and can be interrupted only by ending the process. */
  hangingMount(name: string): string;
  /** Makes a mount that answered hang from one moment to the next. */
  hang(mount: string): void;
  writeConfig(config: unknown): string;
  /** Any command of the program. */
  run(settings: Settings): Program;
  /** The monitor with a configuration file, on a free port. */
  startMonitor(config: SceneConfig, settings?: Settings): Program;
  /** An API server that holds our pod, and what points a program to it. */
  startApi(): Promise<{ readonly api: StandInApi; readonly env: Readonly<Record<string, string>> }>;
}

export function openScene(t: Pick<TestContext, "after">): Scene {
  requireFreshBundle();
  const dir = mkdtempSync(path.join(tmpdir(), "mount-monitor-process-"));
  // Programs of another user look in here as well.
  chmodSync(dir, 0o755);
  const programs: Program[] = [];
  const apis: StandInApi[] = [];
  t.after(async () => {
    await Promise.allSettled(programs.map((program) => program.end()));
    await Promise.allSettled(apis.map((api) => api.close()));
    rmSync(dir, { recursive: true, force: true });
  });
  const scene: Scene = {
    dir,
    path: (...parts) => path.join(dir, ...parts),
    mount(name) {
      const mount = path.join(dir, name);
      mkdirSync(mount, { recursive: true });
      writeFileSync(path.join(mount, CANARY), "here\n");
      return mount;
    },
    hangingMount(name) {
      const mount = path.join(dir, name);
      mkdirSync(mount, { recursive: true });
      execFileSync("mkfifo", [path.join(mount, CANARY)]);
      return mount;
    },
    hang(mount) {
      const fifo = path.join(mount, "fifo");
      execFileSync("mkfifo", [fifo]);
      renameSync(fifo, path.join(mount, CANARY));
    },
    writeConfig(config) {
      const file = path.join(dir, "config.json");
      writeFileSync(file, JSON.stringify(config));
      return file;
    },
    run(settings) {
      const program = startProgram({ ...settings, cwd: dir });
      programs.push(program);
      return program;
    },
    startMonitor(config, settings = {}) {
      scene.writeConfig(quick(config));
      return scene.run(settings);
    },
    async startApi() {
      const api = await startStandInApi({ pods: [POD] });
      apis.push(api);
      const env = { ...podEnv(api, POD), NODE_NAME: "node-7" };
      return { api, env };
    },
  };
  return scene;
}

/** Short intervals and a free port; the time limit stays long, so that a busy machine accuses no mount that answers. */
export function quick(config: SceneConfig): SceneConfig {
  return { checkInterval: "50ms", readTimeout: "10s", failureThreshold: 2, httpPort: 0, ...config };
}

/** For the settings of a mount that hangs: seen soon. */
export const HANGS = { checkType: "canary", readTimeout: "200ms" } as const;
/** For one that has to answer first, which takes its time on a busy machine. */
export const HANGS_LATER = { ...HANGS, readTimeout: "2s" } as const;
