import type { MountConfig } from "@mount-monitor/contract";
import { classifyError, explainError } from "../../core/mount/classify-error.ts";
import { fileSystemKind } from "../../core/mount/file-system-kind.ts";
import { identityChange, identityOf, type MountIdentity } from "../../core/mount/mount-identity.ts";
import { entryAt, isMountedAt, type MountEntry, type MountTable } from "../../core/mount/mount-table.ts";
import type { Observation } from "../../core/mount/observation.ts";
import { monotonicMs } from "../clock.ts";
import { localDevices, readMountTable, readMountTableAnew } from "../mount-table.ts";
import { checkMount, type MountCheck } from "./check-mount.ts";
import { realpath } from "./file-calls.ts";
import { CheckError, type DescriptorCount, during, type Finding } from "./finding.ts";

/** What the app got when it started, as the gate or an earlier run of the monitor saw it. */
export interface ExpectedMount {
  readonly identity: MountIdentity;
  /** Seen from another mount namespace: where the device differs, the app may still hold the old mount. */
  readonly elsewhere: boolean;
}

export interface ProbeRequest {
  readonly mount: MountConfig;
  readonly canarySeen: boolean;
  readonly expected: ExpectedMount | undefined;
  readonly stateDir: string | undefined;
}

/** Looks at a mount once. Settles when the mount lets it, be that in a week; never rejects. */
export async function runProbe(request: ProbeRequest, count: DescriptorCount): Promise<Observation> {
  const startedMs = monotonicMs();
  const { mount, canarySeen, stateDir, expected } = request;
  let identity: MountIdentity | undefined;
  let proven = canarySeen || expected !== undefined;
  const finish = (finding: Finding): Observation => ({ ...finding, durationMs: monotonicMs() - startedMs, identity });
  try {
    const { root, table, entry } = await findMount(mount.path);
    identity = entry && identityOf(entry);
    const change = changeThatCounts(expected, entry);
    if (change !== undefined) return finish({ t: "failed", fault: "dead", message: change });
    const local = localDevices(table, stateDir);
    proven ||= entry !== undefined && fileSystemKind(entry, local) === "remote";
    const check = { mount, root, entry, canarySeen, localDevices: local, count, random: Math.random() };
    return finish(unlessItWent(await checkMount(check), expected, root));
  } catch (error) {
    const observation = failure(error, finish);
    // Where the path was not even found, its mount is known by the table alone.
    const entry = proven || identity ? undefined : entryAt(readMountTable(), mount.path);
    proven ||= entry !== undefined && fileSystemKind(entry, new Set()) === "remote";
    return proven ? observation : notEvenThere(observation);
  }
}

/** Where the mount is without symbolic links. To ask the kernel for them takes a thread, and most mounts need not be asked about. */
async function findMount(path: string): Promise<Pick<MountCheck, "root" | "entry"> & { readonly table: MountTable }> {
  const shown = readMountTable();
  const entry = entryAt(shown, path);
  if (isMountedAt(path, entry)) return { root: path, table: shown, entry };
  const root = await during(`find ${path}`, realpath(path));
  const table = readMountTable();
  return { root, table, entry: entryAt(table, root) };
}

/**
 * A mount that is gone is gone for everyone. One that was replaced matters only where the app got its own copy when it
 * started: not where that copy follows the host, nor where the replacement was seen in our own namespace.
 */
function changeThatCounts(expected: ExpectedMount | undefined, entry: MountEntry | undefined): string | undefined {
  if (!expected) return undefined;
  const { identity, elsewhere } = expected;
  const gone = !entry || entry.mountPoint.length < identity.mountPoint.length;
  return gone || (elsewhere && !entry.follows) ? identityChange(identity, entry && identityOf(entry)) : undefined;
}

/** Something that is missing may be so because the mount went after the look at the table: then the directory below it has answered. */
function unlessItWent(finding: Finding, expected: ExpectedMount | undefined, root: string): Finding {
  if (finding.t === "ok" || finding.fault !== "missing") return finding;
  const change = changeThatCounts(expected, entryAt(readMountTableAnew(), root));
  return change === undefined ? finding : { t: "failed", fault: "dead", message: change };
}

/**
 * Whoever keeps apps out of the bare directory closes it to everyone (`chmod 000`). So where nothing yet proved a mount
 * to be there, not being allowed to look does not speak for one.
 */
function notEvenThere(observation: Observation): Observation {
  if (observation.t !== "failed" || observation.fault !== "denied") return observation;
  const message = `${observation.message}; and no network mount shows there, so it is taken for the bare directory`;
  return { ...observation, fault: "missing", message };
}

function failure(error: unknown, finish: (finding: Finding) => Observation): Observation {
  const { what, code } =
    error instanceof CheckError ? error : { what: "check the mount", code: (error as NodeJS.ErrnoException).code };
  const fault = classifyError(code);
  const message = code === undefined ? `failed to ${what}: ${(error as Error).message}` : explainError(what, code);
  return fault === undefined
    ? { t: "void", message: `${message}; this is the monitor's own shortage` }
    : finish({ t: "failed", fault, message });
}
