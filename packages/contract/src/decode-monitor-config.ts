import type { MonitorConfigInput } from "../schema/monitor-config.ts";
import { type Fault, FAULTS } from "./fault.ts";
import { validate } from "./generated/validate-monitor-config.ts";
import type { MonitorConfig, MountConfig, RestartBudget, WatchdogConfig } from "./monitor-config.ts";
import { parseTime } from "./time.ts";
import { DURATION_LIMITS } from "./duration-limits.ts";
import { milliseconds } from "./milliseconds.ts";
import { explainJsonError, explainSchemaErrors, firstTen, show, type SchemaError } from "./schema-error.ts";

export type DecodedConfig =
  | { readonly ok: true; readonly config: MonitorConfig }
  | { readonly ok: false; readonly errors: readonly string[] };

/** Largest configuration that is read: 64 mounts with the longest paths take a third of it. */
export const MAX_CONFIG_BYTES = 1024 * 1024;

interface GeneratedValidator {
  (data: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

/** From the text of a file or a variable to a configuration, or to sentences that say what is wrong with it. Never throws. */
export function decodeMonitorConfig(text: string): DecodedConfig {
  // UTF-16 length is a lower bound of the size in bytes; whoever has the bytes checks them before decoding.
  if (text.length > MAX_CONFIG_BYTES) return { ok: false, errors: ["it is larger than 1 MiB"] };
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return { ok: false, errors: [explainJsonError(error)] };
  }
  return checkMonitorConfig(data);
}

/** `data` belongs to this function from here on: defaults are filled in where it stands. */
export function checkMonitorConfig(data: unknown): DecodedConfig {
  const validator = validate as unknown as GeneratedValidator;
  if (!validator(data)) return { ok: false, errors: explainSchemaErrors(validator.errors ?? []) };
  const input = data as MonitorConfigInput;
  const errors: string[] = [];
  const config = resolve(input, errors);
  return errors.length === 0 ? { ok: true, config } : { ok: false, errors: firstTen(errors) };
}

function resolve(input: MonitorConfigInput, errors: string[]): MonitorConfig {
  // Once, and also where every mount has its own: a wrong value is wrong even if nobody uses it.
  const inherited: Inherited = {
    checkIntervalMs: milliseconds(input.checkInterval, "checkInterval", DURATION_LIMITS.checkInterval, errors),
    readTimeoutMs: milliseconds(input.readTimeout, "readTimeout", DURATION_LIMITS.readTimeout, errors),
  };
  const mounts = input.mounts.map((_, index) => resolveMount(input, index, inherited, errors));
  refuseDuplicates(mounts, errors);
  refuseStateOnMount(mounts, input.stateDir, errors);
  return {
    mounts,
    mode: input.mode ?? "enforce",
    httpPort: input.httpPort as number,
    shutdownTimeoutMs: milliseconds(input.shutdownTimeout, "shutdownTimeout", DURATION_LIMITS.shutdownTimeout, errors),
    logLevel: input.logLevel ?? "info",
    logFormat: input.logFormat ?? "json",
    stateDir: input.stateDir,
    podInfoDir: input.podInfoDir,
    probeNonce: input.probeNonce,
    workload: input.workload,
    watchdog: resolveWatchdog(input.watchdog ?? {}, errors),
  };
}

type Inherited = Pick<MountConfig, "checkIntervalMs" | "readTimeoutMs">;

function resolveMount(input: MonitorConfigInput, index: number, inherited: Inherited, errors: string[]): MountConfig {
  const mount = input.mounts[index] as MonitorConfigInput["mounts"][number];
  const own = (key: "checkInterval" | "readTimeout", otherwise: number) =>
    mount[key] === undefined
      ? otherwise
      : milliseconds(mount[key], `mounts[${index}].${key}`, DURATION_LIMITS[key], errors);
  const path = withoutSpareSlashes(mount.path);
  const checkType = mount.checkType ?? input.checkType ?? "auto";
  const probeFile = mount.probeFile ?? input.probeFile;
  if (checkType === "read" && probeFile === undefined) {
    errors.push(
      `mounts[${index}] has checkType "read" but no probeFile; name a large file on the mount, such as "probeFile": "movies/large.mkv"`,
    );
  }
  return {
    path,
    name: mount.name ?? path,
    onFailure: mount.onFailure ?? "restart",
    checkIntervalMs: own("checkInterval", inherited.checkIntervalMs),
    readTimeoutMs: own("readTimeout", inherited.readTimeoutMs),
    failureThreshold: mount.failureThreshold || (input.failureThreshold as number),
    checkType,
    canaryFile: mount.canaryFile ?? (input.canaryFile as string),
    probeFile,
    allowEmpty: mount.allowEmpty ?? (input.allowEmpty as boolean),
  };
}

function withoutSpareSlashes(path: string): string {
  return path.replace(/\/+/g, "/").replace(/(.)\/$/, "$1");
}

/** It is written synchronously: on a mount that hangs, it would stop the monitor. */
function refuseStateOnMount(mounts: readonly MountConfig[], stateDir: string | undefined, errors: string[]): void {
  if (stateDir === undefined) return;
  const directory = withoutSpareSlashes(stateDir);
  const index = mounts.findIndex(({ path }) => path !== "/" && `${directory}/`.startsWith(`${path}/`));
  if (index >= 0)
    errors.push(
      `stateDir ${show(stateDir)} lies on mounts[${index}].path ${show(mounts[index]?.path)}; choose a directory that no monitored mount can take away`,
    );
}

function refuseDuplicates(mounts: readonly MountConfig[], errors: string[]): void {
  const first = new Map<string, number>();
  for (const [index, { path }] of mounts.entries()) {
    const earlier = first.get(path);
    if (earlier !== undefined)
      errors.push(`mounts[${index}].path ${show(path)} is already mounts[${earlier}].path; remove one of them`);
    else first.set(path, index);
  }
}

function resolveWatchdog(input: NonNullable<MonitorConfigInput["watchdog"]>, errors: string[]): WatchdogConfig {
  const action = input.enabled === false ? "none" : (input.action ?? (input.enabled ? "delete" : "none"));
  const before = errors.length;
  const retryBackoffInitialMs = milliseconds(
    input.retryBackoffInitial,
    "watchdog.retryBackoffInitial",
    DURATION_LIMITS.retryBackoffInitial,
    errors,
  );
  const retryBackoffMaxMs = milliseconds(
    input.retryBackoffMax,
    "watchdog.retryBackoffMax",
    DURATION_LIMITS.retryBackoffMax,
    errors,
  );
  if (errors.length === before && retryBackoffInitialMs > retryBackoffMaxMs) {
    errors.push(
      `watchdog.retryBackoffInitial ${show(input.retryBackoffInitial)} is longer than watchdog.retryBackoffMax ${show(input.retryBackoffMax)}; make it the shorter one`,
    );
  }
  return {
    action,
    restartDelayMs: milliseconds(input.restartDelay, "watchdog.restartDelay", DURATION_LIMITS.restartDelay, errors),
    restartOn: (input.restartOn as readonly Fault[] | undefined) ?? FAULTS.filter((fault) => fault !== "denied"),
    budget: resolveBudget(input.budget as string, errors),
    maxRetries: input.maxRetries as number,
    retryBackoffInitialMs,
    retryBackoffMaxMs,
    force: input.force as boolean,
    recentRestarts: (input.recentRestarts ?? [])
      .map((text, index) => pointInTime(text, index, errors))
      .toSorted((a, b) => a - b),
  };
}

/** The schema has seen to the notation, not to the calendar. */
function pointInTime(text: string, index: number, errors: string[]): number {
  const ms = parseTime(text);
  if (ms === undefined)
    errors.push(`watchdog.recentRestarts[${index}] is ${show(text)}, but must be a time such as 2026-01-31T12:00:00Z`);
  return ms ?? 0;
}

function resolveBudget(text: string, errors: string[]): RestartBudget {
  if (text === "unlimited") return { limit: undefined, windowMs: 0 };
  const [limit, window] = text.split(" per ");
  const place = `the duration of watchdog.budget ${show(text)}`;
  return { limit: Number(limit), windowMs: milliseconds(window, place, DURATION_LIMITS.budgetWindow, errors) };
}
