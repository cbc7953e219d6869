import type { Gap } from "../../core/doctor/cluster-picture.ts";
import { type MonitorReport, readMonitorReport } from "../../core/doctor/facts/monitor-report.ts";
import type { PodFacts } from "../../core/live/pod-facts.ts";
import { type Known, known, unknown } from "../../core/live/known.ts";
import { countPods } from "../../core/live/count-of.ts";
import { askMonitor } from "../live/ask-monitor.ts";
import { type CallAnswer, type ClusterCalls, whyNot } from "../live/cluster-calls.ts";
import { inParallel } from "../live/in-parallel.ts";

const WIDTH = 8;

/** So many monitors are asked, for so long: this is a look, not a scrape. */
const MAX_MONITORS = 60;
const MAX_MS = 20_000;
const FORBIDDEN = 403;

export interface AskedMonitors {
  readonly monitors: ReadonlyMap<string, Known<MonitorReport>>;
  /** What was left out, and why. */
  readonly gaps: readonly Gap[];
}

/** What monitors say of their mounts and of what they may do, by way of the API server; those of pods that should be gone first. */
export async function askMonitors(calls: ClusterCalls, pods: readonly PodFacts[]): Promise<AskedMonitors> {
  const askable = pods
    .filter(({ health, running }) => health !== undefined && running)
    .toSorted((a, b) => Number(b.deletionTimestamp !== undefined) - Number(a.deletionTimestamp !== undefined));
  const monitors = new Map<string, Known<MonitorReport>>();
  const startedMs = performance.now();
  let stop: string | undefined;
  await inParallel(askable.slice(0, MAX_MONITORS), WIDTH, async (pod) => {
    if (stop !== undefined) return;
    if (performance.now() - startedMs > MAX_MS) {
      stop = `it takes longer than ${MAX_MS / 1000}s`;
      return;
    }
    const answer = await askMonitor(calls, pod);
    if (answer.t === "known" && answer.value.status === FORBIDDEN) stop = whyNot(answer.value);
    else monitors.set(`${pod.namespace}/${pod.name}`, reportIn(answer));
  });
  return { monitors, gaps: gapsOf(askable.length, monitors, stop) };
}

function reportIn(answer: Known<CallAnswer>): Known<MonitorReport> {
  if (answer.t === "unknown") return answer;
  const report = readMonitorReport(answer.value.document);
  return report === undefined ? unknown(whyNot(answer.value)) : known(report);
}

function gapsOf(
  all: number,
  monitors: ReadonlyMap<string, Known<MonitorReport>>,
  stop: string | undefined,
): readonly Gap[] {
  const silent = [...monitors].filter(([, report]) => report.t === "unknown");
  const [first] = silent;
  const why = first?.[1].t === "unknown" ? first[1].why : "";
  return [
    ...(first === undefined
      ? []
      : [{ what: `what the monitors of ${countPods(silent.length)} say, such as ${first[0]}`, why }]),
    ...(monitors.size === all
      ? []
      : [
          {
            what: `what the monitors of ${countPods(all - monitors.size)} say`,
            why: stop ?? `at most ${MAX_MONITORS} are asked`,
          },
        ]),
  ];
}
