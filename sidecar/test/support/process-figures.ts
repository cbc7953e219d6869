import { readdirSync, readFileSync } from "node:fs";

export interface Figures {
  /** Those that the process has started; see `threadsOf`. */
  readonly threads: number;
  readonly descriptors: number;
  readonly residentMiB: number;
}

/** What the kernel says that a process holds. */
export function figuresOf(pid: number): Figures {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return {
    threads: threadsOf(pid),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    residentMiB: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024,
  };
}

/** In `flags` of `stat`: a worker that the kernel runs for an `io_uring`, and lists with the threads of its process. */
const KERNEL_WORKER = 0x10;

/**
 * Node tells `epoll` of descriptors by way of an `io_uring`. Where the kernel cannot do that at once, since somebody has
 * the lock, a thread of its own (`iou-wrk-…`) does it, and may stay for the next time. The process neither starts nor ends
 * it, so that it is not counted.
 */
export function threadsOf(pid: number, proc = "/proc"): number {
  const folder = `${proc}/${pid}/task`;
  return readdirSync(folder).filter((thread) => !isKernelWorker(`${folder}/${thread}/stat`)).length;
}

function isKernelWorker(file: string): boolean {
  let stat: string;
  try {
    stat = readFileSync(file, "utf8");
  } catch {
    // It ended since it was listed, which no thread does that the process has started.
    return true;
  }
  // The name, in parentheses, may hold anything; flags are the seventh word after it.
  const flags = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[6]);
  return (flags & KERNEL_WORKER) !== 0;
}
