import { readdirSync, readFileSync } from "node:fs";

export interface Figures {
  /** Those that the process has started; see `threadNamesOf`. */
  readonly threads: number;
  readonly threadNames: readonly string[];
  readonly descriptors: number;
  readonly residentMiB: number;
}

/** What the kernel says that a process holds. */
export function figuresOf(pid: number): Figures {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const threadNames = threadNamesOf(pid);
  return {
    threads: threadNames.length,
    threadNames,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    residentMiB: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024,
  };
}

/** In `flags` of `stat`: a worker that the kernel runs for an `io_uring`, and lists with the threads of its process. */
const KERNEL_WORKER = 0x10;

export function threadsOf(pid: number): number {
  return threadNamesOf(pid).length;
}

/**
 * Node tells `epoll` of descriptors by way of an `io_uring`. Where the kernel cannot do that at once, since somebody has
 * the lock, a thread of its own (`iou-wrk-…`) does it, and may stay for the next time. The process neither starts nor ends
 * it, so that it is left out: by its flag, which it loses as it ends, and by its name, which it does not have at first.
 */
export function threadNamesOf(pid: number, proc = "/proc"): string[] {
  const folder = `${proc}/${pid}/task`;
  return readdirSync(folder).flatMap((thread) => {
    let stat: string;
    try {
      stat = readFileSync(`${folder}/${thread}/stat`, "utf8");
    } catch {
      // It ended since it was listed, which no thread does that the process has started.
      return [];
    }
    // The name, in parentheses, may hold anything; flags are the seventh word after it.
    const nameEnd = stat.lastIndexOf(")");
    const name = stat.slice(stat.indexOf("(") + 1, nameEnd);
    const flags = Number(stat.slice(nameEnd + 2).split(" ")[6]);
    return (flags & KERNEL_WORKER) !== 0 || name.startsWith("iou-") ? [] : [name];
  });
}
