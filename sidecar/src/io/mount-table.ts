import fs from "node:fs";
import { entryAt, indexMounts, type MountTable, NO_MOUNTS, parseMountTable } from "../core/mount/mount-table.ts";
import { monotonicMs } from "./clock.ts";

const FILE = "/proc/self/mountinfo";
/** Looks that come back together, as they do where many mounts are checked, need the table once. */
const FRESH_MS = 5;
const FIRST_ROOM_BYTES = 16 * 1024;

/** Open for good: to open it anew costs as much as to read it, and there might be no descriptor left to open it with. */
let descriptor: number | undefined;
let room = Buffer.alloc(FIRST_ROOM_BYTES);
let last: { readonly bytes: Buffer; readonly table: MountTable } = { bytes: Buffer.alloc(0), table: NO_MOUNTS };
let readMs = -Infinity;

/**
 * Read synchronously: /proc cannot hang, and a thread of the pool may not be to be had. Empty where there is no /proc.
 * Each check reads it, and it hardly ever changes: it is taken apart when it does.
 */
export function readMountTable(): MountTable {
  return monotonicMs() < readMs + FRESH_MS ? last.table : readMountTableAnew();
}

/** As it is now, for whom a moment ago is too long ago. */
export function readMountTableAnew(): MountTable {
  const nowMs = monotonicMs();
  try {
    const length = readInto();
    if (last.bytes.compare(room, 0, length) !== 0) {
      const bytes = Buffer.from(room.subarray(0, length));
      last = { bytes, table: indexMounts(parseMountTable(bytes.toString())) };
    }
    readMs = nowMs;
    return last.table;
  } catch {
    return NO_MOUNTS;
  }
}

/** The whole file from its beginning, whose length only reading it tells. */
function readInto(): number {
  descriptor ??= fs.openSync(FILE, "r");
  for (let length = 0; ;) {
    if (length === room.length) room = Buffer.concat([room, Buffer.alloc(room.length)]);
    const read = fs.readSync(descriptor, room, length, room.length - length, length);
    if (read === 0) return length;
    length += read;
  }
}

/** Devices that surely lie on the node itself; a mount on one of them is no network mount, whatever its type. */
export function localDevices(table: MountTable, stateDir: string | undefined): ReadonlySet<string> {
  const devices = new Set<string>();
  for (const path of ["/etc/hosts", stateDir]) {
    const entry = path === undefined ? undefined : entryAt(table, path);
    if (entry) devices.add(entry.device);
  }
  return devices;
}
