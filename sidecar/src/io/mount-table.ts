import fs from "node:fs";
import { entryAt, type MountEntry, parseMountTable } from "../core/mount/mount-table.ts";

/** Read synchronously: /proc cannot hang, and a thread of the pool may not be to be had. Empty where there is no /proc. */
export function readMountTable(): MountEntry[] {
  try {
    return parseMountTable(fs.readFileSync("/proc/self/mountinfo", "utf8"));
  } catch {
    return [];
  }
}

/** Devices that surely lie on the node itself; a mount on one of them is no network mount, whatever its type. */
export function localDevices(table: readonly MountEntry[], stateDir: string | undefined): ReadonlySet<string> {
  const devices = new Set<string>();
  for (const path of ["/etc/hosts", stateDir]) {
    const entry = path === undefined ? undefined : entryAt(table, path);
    if (entry) devices.add(entry.device);
  }
  return devices;
}
