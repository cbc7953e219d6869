import type { MonitorConfig, RestartStatus } from "@mount-monitor/contract";
import type { Logger } from "@mount-monitor/process";
import type { PodApi } from "./pod-api.ts";

/** The permission is granted a moment after the pod was created; so the first answers may be a no. */
const TRY_AFTER_MS = [2_000, 10_000, 30_000, 120_000, 600_000];
/** From this try on a no is worth a warning. */
const WARN_FROM_TRY = 2;
const CHILD_LIMIT_MS = 15_000;
const MAX_OUTPUT = 64 * 1024;

export interface SelfTest {
  result(): RestartStatus["selfTest"];
  stop(): void;
}

/**
 * Tries early whether the pod may restart itself, in a short-lived child: the first TLS call costs 3 MB that a process
 * never gives back, and most monitors never make another.
 */
export function watchSelfTest(config: MonitorConfig, api: PodApi, log: Logger): SelfTest {
  const { action } = config.watchdog;
  let result: RestartStatus["selfTest"] = null;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const schedule = (attempt: number) => {
    const delayMs = TRY_AFTER_MS[attempt];
    if (delayMs === undefined || stopped) return;
    timer = setTimeout(() => void tryNow(attempt), delayMs);
    timer.unref();
  };
  const tryNow = async (attempt: number) => {
    result = await runChild(action);
    if (stopped) return;
    if (result?.ok) return log.info({}, "the pod may restart itself");
    if (attempt >= WARN_FROM_TRY)
      log.warn({ error: result?.message }, "the pod may not restart itself, a restart will fail");
    schedule(attempt + 1);
  };
  if ((action === "delete" || action === "evict") && api.unavailable === undefined) schedule(0);
  return {
    result: () => result,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** The result that the child prints; whatever else happens to it is a no with the reason. */
async function runChild(action: string): Promise<NonNullable<RestartStatus["selfTest"]>> {
  // Loaded when it is needed: most of the memory of a monitor is what it has loaded.
  const { spawn } = await import("node:child_process");
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? "", "self-test", action], {
      stdio: ["ignore", "pipe", "ignore"],
      timeout: CHILD_LIMIT_MS,
      killSignal: "SIGKILL",
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      if (output.length < MAX_OUTPUT) output += chunk.toString("utf8");
    });
    child.on("error", (error) => resolve({ ok: false, message: `failed to try: ${error.message}` }));
    child.on("close", (code, signal) =>
      resolve(parse(output) ?? { ok: false, message: `failed to try: the child ended with ${signal ?? code}` }),
    );
  });
}

function parse(output: string): NonNullable<RestartStatus["selfTest"]> | undefined {
  try {
    const { ok, message } = JSON.parse(output) as { ok?: unknown; message?: unknown };
    return typeof ok === "boolean" && typeof message === "string" ? { ok, message } : undefined;
  } catch {
    return undefined;
  }
}
