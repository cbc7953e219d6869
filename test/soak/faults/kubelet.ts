import { setTimeout as wait } from "node:timers/promises";
import type { Happening, Running } from "../model/fact.ts";
import type { ProcessFault } from "../schedule/fault.ts";
import type { PodPlan } from "../schedule/pod-plan.ts";
import { type MonitorProcess, startMonitorProcess } from "./monitor-process.ts";
import type { PodApi } from "./pod-api.ts";
import type { PodFolder } from "./pod-folder.ts";
import type { End } from "./place.ts";

const EXIT_RESTART_ALL = 88;
/** A monitor that is told to stop may just be stopped otherwise. */
const STOP_MS = 20_000;
const BACKOFF_MS = 300;

export interface KubeletDeps {
  readonly plan: PodPlan;
  readonly folder: PodFolder;
  readonly api: PodApi;
  readonly uid: number | undefined;
  /** What has to be set for a clock that can be changed; undefined where there is none. */
  readonly clockEnv: Readonly<Record<string, string>> | undefined;
  readonly tell: (what: Happening) => void;
}

/** Runs gate and monitor of one pod after the other, as a kubelet and a controller do it. */
export interface Kubelet {
  readonly current: () => MonitorProcess | undefined;
  /** The API has accepted that the pod goes. */
  podDeleted(uid: string): void;
  /** Undefined where such a fault is not to be had here, or there is nothing that it could be done to. */
  begin(fault: ProcessFault, forMs: number): End | undefined;
  readonly podsRun: () => number;
  close(): Promise<void>;
}

export function startKubelet({ plan, folder, api, uid, clockEnv, tell }: KubeletDeps): Kubelet {
  let current: MonitorProcess | undefined;
  let podUid = "";
  let podIsOver = false;
  let pods = 0;
  let downMs = 0;
  let closing = false;
  const goesOn = () => !closing && !podIsOver;
  const restarts: number[] = [];
  const deletedUids = new Set<string>();
  const newUid = () => `${plan.name}-${++pods}`;
  let nextUid: string | undefined;

  const runPods = async () => {
    for (;;) {
      if (closing) return;
      podUid = nextUid ?? newUid();
      nextUid = undefined;
      podIsOver = false;
      api.replace(podUid);
      tell({ t: "pod", uid: podUid });
      await runPod(folder.newStateDir());
    }
  };

  async function runPod(stateDir: string): Promise<void> {
    const env = {
      ...api.env,
      ...clockEnv,
      POD_UID: podUid,
      MOUNT_MONITOR_CONFIG: JSON.stringify(folder.config(stateDir, restarts)),
    };
    let behindGate = plan.gate;
    while (goesOn()) {
      if (behindGate && (await run("gate", env)) !== 0) continue;
      if (!goesOn()) return;
      behindGate = false;
      const code = await run("monitor", env);
      if (code !== EXIT_RESTART_ALL || plan.action !== "in-place") continue;
      tell({ t: "pod", uid: podUid });
      behindGate = plan.gate;
    }
  }

  async function run(command: "gate" | "monitor", env: Readonly<Record<string, string>>): Promise<number | null> {
    const started = startMonitorProcess({ command, env, cwd: folder.path, uid });
    current = started;
    tell({ t: "running", what: command });
    const code = await started.ended;
    // What it said last is still there to be read.
    tell({ t: "running", what: "nothing" });
    current = undefined;
    tell({ t: "exit", program: command, code, told: started.told() });
    if (!closing && started.told() === "killed") await wait(downMs);
    else if (!closing && code !== 0 && code !== EXIT_RESTART_ALL) await wait(BACKOFF_MS);
    return code;
  }

  /** The app goes first, then the monitor is told. */
  const endPod = async () => {
    await wait(plan.appEndsMs);
    podIsOver = true;
    if (!current || current.hasEnded()) return;
    tell({ t: "running", what: "nothing" });
    current.stop(STOP_MS);
  };

  const running = runPods();
  // Whoever closes it hears what went wrong.
  running.catch(() => {});
  return {
    current: () => current,
    podsRun: () => pods,
    podDeleted(deletedUid) {
      // Asked twice it is still told once: where the answer was lost the monitor asks again.
      if (deletedUids.has(deletedUid)) return;
      deletedUids.add(deletedUid);
      restarts.push(Date.now());
      if (deletedUid === podUid) void endPod();
    },
    begin(fault, forMs) {
      const target = current;
      switch (fault.t) {
        case "pause":
          folder.pause(true);
          tell({ t: "pause", on: true });
          return async () => {
            folder.pause(false);
            tell({ t: "pause", on: false });
          };
        case "clock":
          if (!clockEnv) return undefined;
          folder.setClock(fault.byMs);
          return async () => folder.setClock(0);
        case "stop":
          if (!target || target.told() !== "nothing") return undefined;
          return stop(target);
        case "stutter":
          if (!target || target.told() !== "nothing") return undefined;
          return stutter(target, fault.stopMs, fault.goMs);
        case "kill":
          if (!target || podIsOver || target.told() !== "nothing") return undefined;
          downMs = forMs;
          kill(target);
          return async () => {};
        case "replaced":
          if (!target || podIsOver || target.told() !== "nothing") return undefined;
          nextUid = newUid();
          podIsOver = true;
          api.replace(nextUid);
          tell({ t: "replaced" });
          return async () => {
            downMs = 0;
            kill(target);
          };
      }
    },
    async close() {
      closing = true;
      current?.kill();
      await running;
    },
  };

  function kill(target: MonitorProcess): void {
    // Before it, so that nobody takes what follows from it for a failure.
    if (target === current) tell({ t: "running", what: "nothing" });
    target.kill();
  }

  function stutter(target: MonitorProcess, stopMs: number, goMs: number): End {
    const over = new AbortController();
    const run = async () => {
      while (!over.signal.aborted && !target.hasEnded()) {
        const go = stop(target);
        await wait(stopMs);
        await go();
        await wait(goMs);
      }
    };
    const stuttering = run();
    return async () => {
      over.abort();
      await stuttering;
    };
  }

  function stop(target: MonitorProcess): End {
    const is = (what: Running) => {
      if (target === current && !target.hasEnded() && target.told() === "nothing") tell({ t: "running", what });
    };
    is(`stopped ${target.command}`);
    target.signal("SIGSTOP");
    return async () => {
      target.signal("SIGCONT");
      is(target.command);
    };
  }
}
