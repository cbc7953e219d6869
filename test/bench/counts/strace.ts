import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Counts the system calls of all threads of a process while `act` runs. */
export async function countSyscalls(pid: number, act: () => Promise<unknown>): Promise<number> {
  const strace = spawn("strace", ["-f", "-c", "-p", String(pid)], { stdio: ["ignore", "ignore", "pipe"] });
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

/** How many one round takes: what 2N rounds took more than N did. */
export async function syscallsPerRound(
  pid: number,
  rounds: number,
  act: (rounds: number) => Promise<number | void>,
): Promise<number> {
  let done: number | undefined;
  const counted = async (asked: number) => {
    const calls = await countSyscalls(pid, async () => {
      done = (await act(asked)) ?? asked;
    });
    return { calls, rounds: done ?? asked };
  };
  const once = await counted(rounds);
  const twice = await counted(2 * rounds);
  return (twice.calls - once.calls) / (twice.rounds - once.rounds);
}

/** The last line of its table: share, seconds, microseconds a call, calls, perhaps errors, `total`. */
export function readTotal(line: string): number | undefined {
  const [, calls] = /^\s*100\.00\s+[\d.]+\s+\d+\s+(\d+)(?:\s+\d+)?\s+total$/.exec(line) ?? [];
  return calls === undefined ? undefined : Number(calls);
}
