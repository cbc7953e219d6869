import { EXIT, type Fault, formatDuration, formatTime, type MonitorConfig } from "@mount-monitor/contract";
import { leave, type OptionValues, print } from "@mount-monitor/process";
import type { Observation } from "../core/mount/observation.ts";
import type { Environment } from "../environment.ts";
import { wallMs } from "../io/clock.ts";
import { loadConfig } from "../io/config/load-config.ts";
import { createProber } from "../io/probe/prober.ts";
import { renderTable } from "../core/report/table.ts";
import { sizeThreadPool } from "./pool.ts";
import { usageError } from "./usage-error.ts";

interface CheckedMount {
  readonly path: string;
  readonly name: string;
  readonly status: "HEALTHY" | "UNHEALTHY" | "UNKNOWN";
  readonly fault: Fault | null;
  readonly durationMs: number | null;
  readonly lastError: string;
  readonly mounted: { readonly type: string; readonly source: string } | null;
}

/** One round over all mounts: a table for people, or JSON. */
export async function runCheck(values: OptionValues, env: Environment): Promise<void> {
  const output = values["output"] ?? "table";
  if (output !== "table" && output !== "json")
    return usageError([`--output is ${JSON.stringify(output)}, but must be table or json`]);
  const loaded = loadConfig(values, env.inlineConfig);
  if (!loaded.ok) return usageError(loaded.errors);
  for (const warning of loaded.warnings) console.error(`mount-monitor: ${warning}`);
  const { config } = loaded;
  sizeThreadPool(env.threads, config, false);
  const { mounts, stuck, pinned } = await checkOnce(config);
  const healthy = mounts.every(({ status }) => status === "HEALTHY");
  await print(
    output === "json" ? JSON.stringify({ timestamp: formatTime(wallMs()), healthy, mounts }, null, 2) : table(mounts),
  );
  if (pinned)
    console.error(
      "mount-monitor: a file is open on a mount that hangs, so this cannot end before the mount answers; see docs/sidecar.md for how to free it",
    );
  leave(healthy ? EXIT.ok : EXIT.unhealthy, stuck);
}

async function checkOnce(config: MonitorConfig): Promise<{ mounts: CheckedMount[]; stuck: boolean; pinned: boolean }> {
  const answers = new Map<string, (observation: Observation) => void>();
  const prober = createProber((path, observation) => answers.get(path)?.(observation));
  const checks = config.mounts.map(
    (mount) =>
      new Promise<CheckedMount>((resolve) => {
        const limit = setTimeout(() => {
          // The loop turns once more before the limit counts: the answer may be waiting behind this very timer.
          setImmediate(() => resolve(late(mount.path, mount.name, mount.readTimeoutMs)));
        }, mount.readTimeoutMs);
        answers.set(mount.path, (observation) => {
          clearTimeout(limit);
          resolve(checked(mount.path, mount.name, observation));
        });
        prober.start({ mount, canarySeen: false, expected: undefined, stateDir: config.stateDir });
      }),
  );
  const mounts = await Promise.all(checks);
  const pinned = prober.holdsDescriptor();
  return { mounts, stuck: prober.out().length > 0 && !pinned, pinned };
}

function late(path: string, name: string, limitMs: number): CheckedMount {
  const lastError = `no answer within ${formatDuration(limitMs)} (readTimeout); the mount hangs`;
  return { path, name, status: "UNHEALTHY", fault: "hung", durationMs: null, lastError, mounted: null };
}

function checked(path: string, name: string, observation: Observation): CheckedMount {
  if (observation.t === "void") {
    return {
      path,
      name,
      status: "UNKNOWN",
      fault: null,
      durationMs: null,
      lastError: observation.message,
      mounted: null,
    };
  }
  const { identity, durationMs } = observation;
  const failed = observation.t === "failed" ? observation : undefined;
  return {
    path,
    name,
    status: failed ? "UNHEALTHY" : "HEALTHY",
    fault: failed?.fault ?? null,
    durationMs: Math.round(durationMs * 10) / 10,
    lastError: failed?.message ?? "",
    mounted: identity ? { type: identity.fsType, source: identity.source } : null,
  };
}

function table(mounts: readonly CheckedMount[]): string {
  return renderTable([
    ["MOUNT", "STATUS", "FAULT", "TYPE", "TIME", "WHY"],
    ...mounts.map((mount) => [
      mount.path,
      mount.status,
      mount.fault ?? "-",
      mount.mounted?.type ?? "-",
      mount.durationMs === null ? "-" : `${mount.durationMs}ms`,
      mount.lastError,
    ]),
  ]);
}
