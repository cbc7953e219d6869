import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** How often a program waits, and wakes who waits, depends on its pace and on what else the machine does. */
const WAITING = ["epoll_wait", "epoll_pwait", "epoll_pwait2", "futex"];

/** Counts the system calls of all threads of a process while `act` runs, but for those that wait. */
export async function countSyscalls(pid: number, act: () => Promise<unknown>): Promise<number> {
  const strace = spawn("strace", ["-f", "-c", "-e", `trace=!${WAITING.join()}`, "-p", String(pid)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let total: number | undefined;
  let said = "";
  const ended = new Promise<void>((resolve) => {
    strace.once("error", () => resolve());
    strace.once("close", () => resolve());
  });
  const attached = new Promise<void>((resolve) => {
    createInterface({ input: strace.stderr }).on("line", (line) => {
      said = line;
      total = readTotal(line) ?? total;
      if (/attached/.test(line)) resolve();
    });
  });
  await Promise.race([attached, ended]);
  await act();
  strace.kill("SIGINT");
  await ended;
  if (total === undefined) throw new Error(`failed to count system calls: strace told no total, but: ${said}`);
  return total;
}

/** How many one round takes. Of many rounds, after others: what attaching costs is lost among them. */
export async function syscallsPerRound(
  pid: number,
  rounds: number,
  act: (rounds: number) => Promise<number | void>,
): Promise<number> {
  await act(rounds);
  let done = 2 * rounds;
  const calls = await countSyscalls(pid, async () => {
    done = (await act(2 * rounds)) ?? done;
  });
  return calls / done;
}

/** The last line of its table: share, seconds, microseconds a call, calls, perhaps errors, `total`. */
export function readTotal(line: string): number | undefined {
  const [, calls] = /^\s*100\.00\s+[\d.]+\s+\d+\s+(\d+)(?:\s+\d+)?\s+total$/.exec(line) ?? [];
  return calls === undefined ? undefined : Number(calls);
}
