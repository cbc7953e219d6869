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
  const lastMs = Math.max(...times);
  const event = restarts.find(({ atMs }) => Math.abs(atMs - lastMs) <= SAME_RESTART_MS);
  return { time: formatTime(lastMs), fault: event?.fault ?? null, why: event?.why ?? null };
}
