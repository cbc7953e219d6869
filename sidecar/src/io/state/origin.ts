import fs from "node:fs";
import { entryAt } from "../../core/mount/mount-table.ts";
import type { Origin } from "../../core/state/origin.ts";
import { readMountTable } from "../mount-table.ts";

/**
 * `start` changes when all containers of the pod are started anew: with the boot of the node, with the sandbox, whose
 * /dev/shm every container of the pod shares, and with the pod, since the numbers of both are given out again. `namespace` changes with each container: the number of a mount
 * namespace is given out again, so the container's own layer and the birth of its first process go with it.
 */
export function currentOrigin(podUid: string | undefined): Origin {
  const table = readMountTable();
  const root = entryAt(table, "/");
  const layer = /upperdir=([^,]*)/.exec(root?.superOptions ?? "")?.[1] ?? "";
  return {
    start: [
      read("/proc/sys/kernel/random/boot_id").trim(),
      entryAt(table, "/dev/shm")?.device ?? "",
      podUid ?? "",
    ].join(" "),
    namespace: [link("/proc/self/ns/mnt"), root?.device ?? "", layer, birthOfFirstProcess()].join(" "),
  };
}

/** Field 22 of /proc/1/stat; the name before it may hold blanks and parentheses. */
function birthOfFirstProcess(): string {
  const stat = read("/proc/1/stat");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function link(file: string): string {
  try {
    return fs.readlinkSync(file);
  } catch {
    return "";
  }
}
