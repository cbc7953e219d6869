import { readdirSync, readFileSync } from "node:fs";

/** Process ids of all monitors on this machine: its own processes, and those of its containers. */
export function monitorPids(): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const words = commandOf(pid);
      return words.includes("/app/mount-monitor.cjs") && words.includes("monitor");
    });
}

function commandOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    // It has ended meanwhile.
    return [];
  }
}
