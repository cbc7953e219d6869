import type { Fact, Happening } from "../model/fact.ts";
import { type Judge, openJudge, type Violation } from "../model/judge.ts";
import { isOk } from "../model/ledger.ts";
import type { Fault } from "../schedule/fault.ts";
import type { MountPlan, PodPlan } from "../schedule/pod-plan.ts";
import { openFolderPlace } from "./folder-place.ts";
import { openFusePlace } from "./fuse-place.ts";
import { type Kubelet, startKubelet } from "./kubelet.ts";
import type { Surroundings } from "./surroundings.ts";
import type { End, Place, TellMood } from "./place.ts";
import { openPodApi } from "./pod-api.ts";
import { openPodFolder } from "./pod-folder.ts";
import { openTmpfsPlace } from "./tmpfs-place.ts";
import { watchPod } from "./watch-pod.ts";

const COLLECT_MS = 50;
const TICK_MS = 500;

export interface PodFigures {
  readonly restarts: number;
  readonly pods: number;
  /** Endpoints asked, lines read, calls seen. */
  readonly facts: number;
  readonly asked: number;
}

/** A pod with its mounts, its API, whoever runs it, and the judge of all that. */
export interface SoakedPod {
  begin(fault: Fault): Promise<End | undefined>;
  lagged(): void;
  figures(): PodFigures;
  close(): Promise<void>;
}

export interface SoakedPodDeps {
  readonly plan: PodPlan;
  readonly names: readonly string[];
  readonly surroundings: Surroundings;
  readonly limitMs: number;
  readonly nowMs: () => number;
  readonly onViolation: (violation: Violation) => void;
  readonly onFact: (pod: string, fact: Fact) => void;
}

export async function startSoakedPod(deps: SoakedPodDeps): Promise<SoakedPod> {
  const { plan, names, surroundings, nowMs, limitMs } = deps;
  const judge: Judge = openJudge(plan);
  let facts = 0;
  let closed = false;
  const take = (what: Happening, atMs = nowMs()) => {
    if (closed) return;
    facts++;
    const fact: Fact = { ...what, atMs };
    deps.onFact(plan.name, fact);
    judge.take(fact).forEach(deps.onViolation);
  };
  const folder = openPodFolder(plan, surroundings.uid);
  const places = new Map<string, Place>();
  const closers: (() => Promise<unknown> | unknown)[] = [() => folder.remove()];
  const close = async () => {
    closed = true;
    // What was opened last goes first; one that cannot be closed keeps none from going.
    for (const end of closers.toReversed()) {
      try {
        await end();
      } catch (error) {
        console.error(`failed to clean up after ${plan.name}: ${String(error)}`);
      }
    }
  };
  try {
    for (const mount of plan.mounts) {
      const tell: TellMood = (mood) => take({ t: "mount", mount: mount.name, mood });
      const place = await openPlace(mount, folder.mountPath(mount.name), surroundings, limitMs, tell);
      places.set(mount.name, place);
      closers.push(() => place.close());
    }
    const api = await openPodApi(plan.name, names, surroundings.uid);
    closers.push(() => api.close());
    const { uid, clockEnv } = surroundings;
    /** Undefined while it tells of the first pod. */
    let running = undefined as Kubelet | undefined;
    const collect = () => {
      for (const { atWallMs, what } of api.news()) {
        take(what, nowMs() - (Date.now() - atWallMs));
        if (what.t === "deleted") running?.podDeleted(what.uid);
      }
      for (const line of running?.current()?.newLines() ?? []) {
        const mount = plan.mounts.find(({ name }) => folder.mountPath(name) === line["mount"])?.name;
        take({
          t: "line",
          level: line.level,
          msg: line.msg ?? line.text,
          mount: mount ?? (line["mount"] as string | undefined),
          failureCount: line["failureCount"] as number | undefined,
          writtenMs: writtenAtMs(line.time, nowMs()),
        });
      }
    };
    const kubelet = startKubelet({
      plan,
      folder,
      api,
      uid,
      tell(what) {
        // What a process did last is told first: it would be taken for what the next one does, or be lost with it.
        if (what.t === "pod" || what.t === "running") collect();
        take(what);
      },
      clockEnv: clockEnv?.(folder.clockFile),
    });
    running = kubelet;
    closers.push(() => kubelet.close());
    const mayLook = () =>
      plan.mounts.every(({ name, kind }) => kind !== "fuse" || isOk(judge.ledger().mounts[name]?.at(-1)?.is ?? "ok"));
    const watch = watchPod({ current: kubelet.current, mayLook, nowMs, tell: take });
    closers.push(watch.stop);

    const timers = [setInterval(collect, COLLECT_MS), setInterval(() => take({ t: "tick" }), TICK_MS)];
    closers.push(() => timers.forEach((timer) => clearInterval(timer)));

    return {
      async begin({ what, forMs }) {
        switch (what.on) {
          case "mount":
            // Root may read everything.
            if (what.fault.t === "deny" && surroundings.hasRoot && uid === undefined) return undefined;
            return places.get(what.mount)?.begin(what.fault);
          case "process":
            return kubelet.begin(what.fault, forMs);
          case "api":
            take({ t: "api", well: false });
            await api.fail(what.fault);
            return async () => {
              await api.fail(undefined);
              take({ t: "api", well: true });
            };
        }
      },
      lagged: () => take({ t: "lag" }),
      figures: () => ({
        restarts: judge.ledger().restarts.length,
        pods: kubelet.podsRun(),
        facts,
        asked: watch.asked(),
      }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function openPlace(
  mount: MountPlan,
  folder: string,
  { hasRoot }: Surroundings,
  limitMs: number,
  tell: TellMood,
): Promise<Place> | Place {
  switch (mount.kind) {
    case "folder":
      return openFolderPlace(folder, tell);
    case "tmpfs":
      return hasRoot ? openTmpfsPlace(folder, tell) : openFolderPlace(folder, tell);
    case "fuse":
      return openFusePlace(folder, limitMs, tell);
  }
}

/** Later than this nothing is read; a clock that is set is off by more. */
const READ_MS = 900;

/** When a line was written, by the time that it carries; undefined where the clock of the program cannot be trusted. */
function writtenAtMs(time: string | undefined, nowMs: number): number | undefined {
  const agoMs = Date.now() - Date.parse(time ?? "");
  return agoMs >= 0 && agoMs <= READ_MS ? nowMs - agoMs : undefined;
}
