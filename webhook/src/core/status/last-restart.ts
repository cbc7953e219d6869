import { formatTime } from "@mount-monitor/contract";
import type { RestartEvent } from "./pod-events.ts";
import type { SeenPod } from "./seen-pod.ts";
import type { PodReport } from "./status-report.ts";

/** An event of about that time tells why; the pod itself only knows when. */
const SAME_RESTART_MS = 5 * 60_000;

/** The last restart that is known of the workload, by whoever knows of it. */
export function lastRestartOf({ pod, heard }: SeenPod, restarts: readonly RestartEvent[]): PodReport["lastRestart"] {
  const told = heard.t === "answer" ? heard.answer.restart.recentMs : [];
  const times = [...pod.restartsMs, ...told, ...restarts.map(({ atMs }) => atMs)];
  if (times.length === 0) return null;
  // Nothing is spread: how many there are is up to whoever answers.
  const lastMs = times.reduce((last, time) => Math.max(last, time));
  const event = nearestTo(lastMs, restarts);
  return { time: formatTime(lastMs), fault: event?.fault ?? null, why: event?.why ?? null };
}

function nearestTo(atMs: number, restarts: readonly RestartEvent[]): RestartEvent | undefined {
  const distance = (event: RestartEvent | undefined) => Math.abs((event?.atMs ?? Infinity) - atMs);
  const nearest = restarts.reduce<RestartEvent | undefined>(
    (near, event) => (distance(event) < distance(near) ? event : near),
    undefined,
  );
  return distance(nearest) <= SAME_RESTART_MS ? nearest : undefined;
}
