import fs from "node:fs";
import { entryAt, type MountEntry, parseMountTable } from "../core/mount/mount-table.ts";

interface Read {
  readonly bytes: Buffer;
  readonly table: readonly MountEntry[];
}

let last: Read = { bytes: Buffer.alloc(0), table: [] };

/**
 * Read synchronously: /proc cannot hang, and a thread of the pool may not be to be had. Empty where there is no /proc.
 * Each check reads it, and it hardly ever changes: it is taken apart when it does.
 */
export function readMountTable(): readonly MountEntry[] {
  try {
    const bytes = fs.readFileSync("/proc/self/mountinfo");
    if (!bytes.equals(last.bytes)) last = { bytes, table: parseMountTable(bytes.toString()) };
    return last.table;
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
