import type { Fault, MountStatus } from "@mount-monitor/contract";
import type { ConfiguredMount } from "./monitored-pod.ts";
import type { MountEvent } from "./pod-events.ts";
import type { SeenPod } from "./seen-pod.ts";

/** How one mount of a pod fares, and who says so. */
export interface MountState {
  readonly path: string;
  readonly name: string;
  readonly status: MountStatus;
  /** `monitor`: itself; `readiness`: what the kubelet hears from it; `events`: what it has written; `none`: nobody. */
  readonly source: "monitor" | "readiness" | "events" | "none";
  readonly fault: Fault | undefined;
  readonly failingSinceMs: number | undefined;
  readonly failureCount: number | undefined;
  readonly lastError: string;
  readonly onFailure: string;
}

/** `events`: those of this pod. Where the monitor is not heard, what the kubelet hears from it counts more than what it wrote. */
export function mountStates({ pod, heard }: SeenPod, events: readonly MountEvent[]): readonly MountState[] {
  if (heard.t === "answer") {
    return heard.answer.mounts.map((mount) => ({ ...mount, source: "monitor" }));
  }
  return pod.mounts.map((mount) => {
    const unheard = { ...mount, failingSinceMs: undefined, failureCount: undefined, fault: undefined, lastError: "" };
    if (pod.running && pod.monitorReady === true && countsForReadiness(mount, pod.mode)) {
      return { ...unheard, status: "HEALTHY", source: "readiness" };
    }
    const last = events.filter(({ path }) => path === mount.path).toSorted((a, b) => b.atMs - a.atMs)[0];
    if (last === undefined || !pod.running) return { ...unheard, status: "UNKNOWN", source: "none" };
    if (last.healthy) return { ...unheard, status: "HEALTHY", source: "events" };
    const { fault, atMs: failingSinceMs, message: lastError } = last;
    return { ...unheard, status: "UNHEALTHY", source: "events", fault, failingSinceMs, lastError };
  });
}

/** Readiness says nothing about a mount that is only reported, and is always there in observe mode. */
function countsForReadiness({ onFailure }: ConfiguredMount, mode: "enforce" | "observe"): boolean {
  return mode === "enforce" && onFailure !== "report";
}
