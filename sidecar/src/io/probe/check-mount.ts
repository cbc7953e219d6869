import type { MountConfig } from "@mount-monitor/contract";
import { type FileSystemKind, fileSystemKind, needsStatfs } from "../../core/mount/file-system-kind.ts";
import type { MountEntry } from "../../core/mount/mount-table.ts";
import { statfs } from "./file-calls.ts";
import { CheckError, type DescriptorCount, during, type Finding } from "./finding.ts";
import { listDirectory } from "./list-directory.ts";
import { readCanary, readRandomBlock } from "./read-file.ts";

export interface MountCheck {
  readonly mount: MountConfig;
  /** Where the mount really is, without symbolic links. */
  readonly root: string;
  readonly entry: MountEntry | undefined;
  readonly canarySeen: boolean;
  readonly localDevices: ReadonlySet<string>;
  readonly count: DescriptorCount;
  readonly random: number;
}

/** One look at a mount, by the kind of check that its configuration asks for. */
export async function checkMount(check: MountCheck): Promise<Finding> {
  const { mount, root, entry, count, random } = check;
  if (needsStatfs(entry)) await during("ask the server (statfs)", statfs(root));
  switch (mount.checkType) {
    case "auto":
      return checkAuto(check);
    case "canary":
      return missingCanary(await readCanary({ root, file: mount.canaryFile, count }).catch(asFinding), check);
    case "directory":
      return checkDirectory(check);
    case "read":
      return readRandomBlock({ root, file: mount.probeFile ?? mount.canaryFile, count }, random);
  }
}

async function checkAuto(check: MountCheck): Promise<Finding> {
  const { mount, root, entry, canarySeen, localDevices, count } = check;
  const canary = await readCanary({ root, file: mount.canaryFile, count }).catch(asFinding);
  if (canary !== NO_SUCH_FILE) return canary;
  if (canarySeen) return missingCanary(canary, check);
  const kind = entry ? fileSystemKind(entry, localDevices) : "local";
  return kind === "remote" ? checkDirectory(check) : bare(kind, entry, mount);
}

async function checkDirectory({ mount, root, entry, count }: MountCheck): Promise<Finding> {
  if ((await listDirectory(root, count)) || mount.allowEmpty) return { t: "ok", canary: false };
  const shown = entry ? ` (${entry.fsType} ${entry.source})` : "";
  return {
    t: "failed",
    fault: "missing",
    message: `the directory is empty${shown}; if that is as it should be, set allowEmpty: true`,
  };
}

const NO_SUCH_FILE: Finding = { t: "failed", fault: "missing", message: "there is no such file" };

/** That a file is not there is an answer, not an accident. */
function asFinding(error: unknown): Finding {
  if (error instanceof CheckError && error.what.startsWith("open ") && error.code === "ENOENT") return NO_SUCH_FILE;
  throw error;
}

function missingCanary(finding: Finding, { mount: { canaryFile, path }, canarySeen }: MountCheck): Finding {
  if (finding !== NO_SUCH_FILE) return finding;
  // To create it now would make whatever shows there look healthy; so that is proposed only before it was ever seen.
  const message = canarySeen
    ? `the canary ${canaryFile} is gone: what is mounted there is not what it was, or the file was deleted; mount it again, or put the file back`
    : `the canary ${canaryFile} is not there; mount the file system, and create the file on it once: touch ${path}/${canaryFile}`;
  return { t: "failed", fault: "missing", message };
}

/** There is no canary, and what is mounted does not prove anything by itself. */
function bare(
  kind: Exclude<FileSystemKind, "remote">,
  entry: MountEntry | undefined,
  { canaryFile, path }: MountConfig,
): Finding {
  const doCreate = `create the canary there: touch ${path}/${canaryFile}`;
  const type = entry ? ` (${entry.fsType})` : "";
  const messages: Readonly<Record<typeof kind, string>> = {
    local: `no canary, and this is a local directory${type}, not a network mount; mount something there, or ${doCreate}, or set checkType: directory`,
    joined: `no canary, and this joins several branches${type}; put ${canaryFile} on the remote branch, or set checkType: directory`,
    trigger: `only the automounter is there${type}; what it should mount did not come; look at its log, or set checkType: directory`,
  };
  return { t: "failed", fault: "missing", message: messages[kind] };
}
