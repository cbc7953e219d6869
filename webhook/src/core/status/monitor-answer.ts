import { type Fault, FAULTS, MOUNT_STATUSES, type MountStatus, parseTime } from "@mount-monitor/contract";
import { records, words } from "../live/lists.ts";
import { at, record, text } from "../object-parts.ts";
import type { RawObject } from "../raw-object.ts";

/** What a monitor says at `/healthz/status`, so far as people are shown it. */
export interface MonitorAnswer {
  readonly version: string;
  readonly mounts: readonly MountAnswer[];
  readonly restart: RestartAnswer;
}

export interface MountAnswer {
  readonly path: string;
  readonly name: string;
  readonly status: MountStatus;
  readonly fault: Fault | undefined;
  readonly failingSinceMs: number | undefined;
  readonly failureCount: number;
  readonly lastError: string;
  readonly onFailure: string;
}

export interface RestartAnswer {
  /** One of those in the status document, or one that only a newer monitor knows. */
  readonly state: string;
  readonly reason: string | undefined;
  readonly notBeforeMs: number | undefined;
  readonly recentMs: readonly number[];
  /** Why the pod may not restart itself, as its monitor tried it. */
  readonly notPermitted: string | undefined;
}

/** As many as a configuration may have; a pod that says more is no monitor of ours. */
const MAX_MOUNTS = 64;
/** As many as a budget may count. */
const MAX_RECENT = 999;

/** Undefined where it is not a monitor that answered: a service mesh or a neighbour may have. */
export function readMonitorAnswer(document: unknown): MonitorAnswer | undefined {
  const answer = record(document);
  if (!Array.isArray(answer["mounts"]) || text(answer["timestamp"]) === undefined) return undefined;
  const restart = record(answer["restart"]);
  return {
    version: text(answer["version"]) ?? "",
    mounts: records(answer["mounts"]).slice(0, MAX_MOUNTS).map(readMount),
    restart: {
      state: text(restart["state"]) ?? "idle",
      reason: text(restart["reason"]),
      notBeforeMs: timeOf(restart["notBefore"]),
      recentMs: words(restart["recent"])
        .slice(-MAX_RECENT)
        .flatMap((time) => timeOf(time) ?? []),
      notPermitted:
        at(restart, "selfTest", "ok") === false ? (text(at(restart, "selfTest", "message")) ?? "") : undefined,
    },
  };
}

function readMount(mount: RawObject): MountAnswer {
  const path = text(mount["path"]) ?? "";
  const count = mount["failureCount"];
  return {
    path,
    name: text(mount["name"]) ?? path,
    status: MOUNT_STATUSES.find((known) => known === mount["status"]) ?? "UNKNOWN",
    fault: FAULTS.find((known) => known === mount["fault"]),
    failingSinceMs: timeOf(mount["failingSince"]),
    failureCount: typeof count === "number" ? count : 0,
    lastError: text(mount["lastError"]) ?? "",
    onFailure: text(mount["onFailure"]) ?? "restart",
  };
}

function timeOf(value: unknown): number | undefined {
  return parseTime(text(value) ?? "");
}
