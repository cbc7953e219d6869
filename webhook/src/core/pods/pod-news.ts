import { MS_PER_MINUTE } from "@mount-monitor/contract";
import type { InjectedPod } from "./injected-pod.ts";
import { findStuck, type Stuck } from "./stuck-pod.ts";

/** An API server forgets an event after an hour, unless it was told otherwise. */
const TELL_AGAIN_MS = 50 * MS_PER_MINUTE;

/** Something about a pod that people should be told. */
export interface PodNews {
  readonly pod: InjectedPod;
  readonly stuck: Stuck;
  /** The first time is 0. By how long it has lasted alone, so that all replicas count alike. */
  readonly turn: number;
}

/** Undefined for a pod that is on its way. */
export function newsOf(
  pod: InjectedPod,
  isNodeReady: (node: string) => boolean | undefined,
  nowMs: number,
): PodNews | undefined {
  const stuck = findStuck(pod, isNodeReady, nowMs);
  return stuck && { pod, stuck, turn: Math.floor((nowMs - stuck.sinceMs) / TELL_AGAIN_MS) };
}

/** The same for the same news, whoever has it. */
export function keyOf({ pod, stuck, turn }: PodNews): string {
  return `${pod.uid} ${stuck.reason} ${turn}`;
}
