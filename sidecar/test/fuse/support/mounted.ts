import { readFileSync } from "node:fs";

/**
 * `major:minor` of what is mounted there, the last one counting; undefined where nothing is. Asks /proc alone. As the
 * process sees it, which may have mounts of its own.
 */
export function deviceAt(mountPoint: string, pid: number | "self" = "self"): string | undefined {
  const lines = readFileSync(`/proc/${pid}/mountinfo`, "utf8").split("\n");
  return lines.map((line) => line.split(" ")).findLast((fields) => fields[4] === mountPoint)?.[2];
}

export function minorOf(device: string): string {
  return device.split(":")[1] ?? "";
}

/** Where the control file system of FUSE is mounted, if it is. */
export function fuseControlFolder(): string | undefined {
  const lines = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
  return lines.find((line) => line.includes(" - fusectl "))?.split(" ")[4];
}
