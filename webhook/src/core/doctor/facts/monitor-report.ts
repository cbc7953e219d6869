import { at, record, text } from "../../object-parts.ts";
import { freeCommand } from "../../live/free-command.ts";
import { records } from "../../live/lists.ts";

/** What a monitor says at `/healthz/status`, so far as it is of use here. */
export interface MonitorReport {
  /** Those that are not healthy. */
  readonly failing: readonly FailingMount[];
  /** Whether it may restart its pod, as it tried last; undefined where it did not. */
  readonly selfTest: { readonly ok: boolean; readonly message: string } | undefined;
  /** What keeps it from restarting the pod now. */
  readonly held: string | undefined;
}

export interface FailingMount {
  readonly path: string;
  readonly status: string;
  readonly error: string;
  /** How to free who waits for it, on the node; undefined for what is not FUSE. */
  readonly freeCommand: string | undefined;
}

/** Undefined where it is not a monitor that answered: a service mesh or a neighbour may have. */
export function readMonitorReport(document: unknown): MonitorReport | undefined {
  const report = record(document);
  if (!Array.isArray(report["mounts"]) || text(report["timestamp"]) === undefined) return undefined;
  const selfTest = at(report, "restart", "selfTest");
  return {
    failing: records(report["mounts"])
      .filter(({ status }) => status === "DEGRADED" || status === "UNHEALTHY")
      .map((mount) => ({
        path: text(mount["path"]) ?? "",
        status: text(mount["status"]) ?? "",
        error: text(mount["lastError"]) ?? "",
        freeCommand: commandFor(text(at(mount, "mounted", "type")), text(at(mount, "mounted", "device"))),
      })),
    selfTest:
      typeof record(selfTest)["ok"] === "boolean"
        ? { ok: record(selfTest)["ok"] === true, message: text(record(selfTest)["message"]) ?? "" }
        : undefined,
    held: text(at(report, "restart", "reason")),
  };
}

function commandFor(type = "", device = ""): string | undefined {
  const [, minor] = /^\d+:(\d+)$/.exec(device) ?? [];
  return minor !== undefined && (type === "fuse" || type.startsWith("fuse.")) ? freeCommand(minor) : undefined;
}

/** The command in what a monitor wrote into an event; only its number is taken over, since anybody may write events. */
export function freeCommandIn(message: string): string | undefined {
  const [, minor] = /\/sys\/fs\/fuse\/connections\/(\d{1,9})\/abort/.exec(message) ?? [];
  return minor === undefined ? undefined : freeCommand(minor);
}
