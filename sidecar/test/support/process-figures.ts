import { readdirSync, readFileSync } from "node:fs";

export interface Figures {
  readonly threads: number;
  readonly descriptors: number;
  readonly residentMiB: number;
}

/** What the kernel says that a process holds. */
export function figuresOf(pid: number): Figures {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return {
    threads: readdirSync(`/proc/${pid}/task`).length,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    residentMiB: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024,
  };
}
