import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";

export interface GuardedProcess {
  /** How it ended, as soon as it has. */
  readonly ended: () => string | undefined;
  /** The last lines that it wrote. */
  readonly logTail: () => string;
  /** SIGTERM, and SIGKILL where that does not help in time; resolves once it is gone. */
  stop(limitMs?: number): Promise<void>;
  /** SIGKILL at once. */
  kill(): Promise<void>;
}

/**
 * A shell stays between us and the program: it ends the program when our end of its standard input closes, which
 * happens whatever way we go. So no test leaves a process behind, not even one that was killed.
 */
const GUARD = `
exec 3<&0
"$@" 3<&- </dev/null & program=$!
{ read -r _ <&3; kill "$program"; } & reader=$!
wait "$program"; status=$?
kill "$reader" 2>/dev/null
exit "$status"
`;

/** How long a program may take to go that was killed, and has much memory to give back. */
const KILLED_MS = 30_000;
const LOOK_AGAIN_MS = 20;

/** An API server waits much longer for those who watch; nothing is lost without that. */
const TERM_MS = 3_000;

export function startGuarded(
  program: string,
  args: readonly string[],
  logFile: string,
  env: Readonly<Record<string, string>> = {},
): GuardedProcess {
  const log = openSync(logFile, "a", 0o600);
  const child = spawn("/bin/sh", ["-c", GUARD, "sh", program, ...args], {
    stdio: ["pipe", log, log],
    // In a group of its own, so that the last resort below reaches what we started and nothing else.
    detached: true,
    env: { ...process.env, ...env },
  });
  closeSync(log);
  let ended: string | undefined;
  const end = once(child, "exit").then(
    ([code, signal]) => (ended = `it ended with ${String(signal ?? code)}`),
    (error: unknown) => (ended = `it did not start: ${String(error)}`),
  );
  child.stdin?.on("error", () => {});
  const kill = async () => {
    if (ended === undefined && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    await end;
    // The shell goes first; what it started may still answer, and hold its port.
    const killedMs = performance.now();
    while (isAlive(child.pid) && performance.now() - killedMs < KILLED_MS) await wait(LOOK_AGAIN_MS);
  };
  return {
    ended: () => ended,
    logTail: () => `${path.basename(program)}: ${readFileSync(logFile, "utf8").split("\n").slice(-15).join("\n")}`,
    async stop(limitMs = TERM_MS) {
      child.stdin?.end();
      const gone = await Promise.race([end, wait(limitMs, undefined, { ref: false })]);
      if (gone === undefined) await kill();
    },
    kill,
  };
}

/** Whether anything of that group still runs; what only waits to be counted by its parent does not. */
function isAlive(group: number | undefined): boolean {
  if (group === undefined) return false;
  try {
    process.kill(-group, 0);
  } catch {
    return false;
  }
  return readdirSync("/proc").some((name) => /^\d+$/.test(name) && isRunningIn(group, name));
}

function isRunningIn(group: number, pid: string): boolean {
  try {
    // The name stands between parentheses, and may have any character.
    const [state, , processGroup] = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return Number(processGroup) === group && state !== "Z";
  } catch {
    return false;
  }
}
