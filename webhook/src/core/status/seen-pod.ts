import type { Known } from "../live/known.ts";
import type { MonitorAnswer } from "./monitor-answer.ts";
import type { MonitoredPod } from "./monitored-pod.ts";
import type { PodEvent } from "./pod-events.ts";

/** Why a monitor was not heard. */
export type Silence =
  /** The pod is not in a state in which there would be somebody to ask, or has no monitor. */
  | { readonly t: "not-asked" }
  /** Whoever looks may not ask. */
  | { readonly t: "forbidden" }
  /** There was no time left to ask. */
  | { readonly t: "no-time" }
  | { readonly t: "failed"; readonly why: string };

/** A pod, and what its monitor said. */
export interface SeenPod {
  readonly pod: MonitoredPod;
  readonly heard: { readonly t: "answer"; readonly answer: MonitorAnswer } | Silence;
}

/** All that was read for `status`. */
export interface StatusPicture {
  /** `v1.36.3` */
  readonly server: string;
  readonly pods: readonly SeenPod[];
  readonly events: Known<readonly PodEvent[]>;
}
