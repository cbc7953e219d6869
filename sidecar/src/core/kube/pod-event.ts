import type { EventReason } from "@mount-monitor/contract";
import type { PodRef } from "./call-result.ts";

/** What is to be told about a pod, as an event that `kubectl describe pod` shows. */
export interface PodEvent {
  readonly pod: PodRef;
  readonly reason: EventReason;
  /** Cut to 1,024 bytes. */
  readonly message: string;
  readonly type: "Normal" | "Warning";
  /** When it happened, in milliseconds since 1970. */
  readonly atMs: number;
  /** What it tells of. Told again, as by a monitor that was killed before it knew, it is the same event: written once. */
  readonly occasion?: string;
  /** Annotations of the event itself, such as the workload that the restart counts for. */
  readonly annotations?: Readonly<Record<string, string>>;
}
