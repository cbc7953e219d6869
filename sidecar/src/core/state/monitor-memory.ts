import { type Fault, FAULTS } from "@mount-monitor/contract";
import { type HealthRecord, type MountHealth, NEW_RECORD } from "../health/mount-health.ts";
import type { MonitorState } from "../monitor.ts";
import type { SeenPause } from "../restart/pause.ts";
import { CALM, type RestartPlan, type Watchdog } from "../restart/restart-plan.ts";
import { isFiniteNumber, isObject, isText } from "./json-shape.ts";
import { isOrigin } from "./mount-record.ts";
import type { Origin } from "./origin.ts";

/** What a restarted monitor needs in order to go on where it stopped. Times are of CLOCK_MONOTONIC, so of one boot. */
export interface MonitorMemory {
  readonly origin: Origin;
  readonly records: Readonly<Record<string, HealthRecord>>;
  readonly watchdog: Watchdog;
  readonly pause: SeenPause | undefined;
}

export function memoryOf(
  state: Pick<MonitorState, "tracks" | "watchdog">,
  origin: Origin,
  pause: SeenPause | undefined,
): MonitorMemory {
  return {
    origin,
    records: Object.fromEntries(state.tracks.map(({ config, record }) => [config.path, forMemory(record)])),
    // Which obstacle was named is not remembered: it may have been named to an API that was away, so the next one says it again.
    watchdog: {
      ...state.watchdog,
      announcing: false,
      obstacle: undefined,
      plan: planForMemory(state.watchdog.plan),
    },
    pause,
  };
}

/** An in-place restart begins everything anew, but for the restarts that were. */
export function memoryAfterRestart({ watchdog, ...memory }: MonitorMemory): MonitorMemory {
  return { ...memory, records: {}, watchdog: { ...CALM, history: watchdog.history } };
}

/** The times of the last check change with every check and matter to nobody later. */
function forMemory(record: HealthRecord): HealthRecord {
  return { ...record, lastCheckMs: undefined, lastSuccessMs: undefined };
}

/** Whether there is nothing new to remember; asked at every step, so it compares and copies nothing. */
export function isSameForMemory(
  a: Pick<MonitorState, "tracks" | "watchdog">,
  b: Pick<MonitorState, "tracks" | "watchdog">,
): boolean {
  return (
    a.watchdog === b.watchdog &&
    a.tracks.length === b.tracks.length &&
    a.tracks.every(({ config, record }, index) => {
      const other = b.tracks[index];
      return (
        config.path === other?.config.path &&
        record.health === other.record.health &&
        record.canarySeen === other.record.canarySeen &&
        record.everOtherThanDenied === other.record.everOtherThanDenied
      );
    })
  );
}

/** Whatever was under way is found out anew from the health of the mounts; only what was accepted is a fact. */
function planForMemory(plan: RestartPlan): RestartPlan {
  return plan.t === "accepted" || plan.t === "observed" ? plan : { t: "idle" };
}

export function encodeMonitorMemory(memory: MonitorMemory): string {
  return JSON.stringify({ version: 1, ...memory }, null, 1);
}

/** Undefined where the text is not such a memory: damaged, or of another version. */
export function decodeMonitorMemory(text: string): MonitorMemory | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(data) || data["version"] !== 1 || !isOrigin(data["origin"]) || !isObject(data["records"]))
    return undefined;
  const watchdog = decodeWatchdog(data["watchdog"]);
  const pause = data["pause"];
  if (!watchdog || (pause !== undefined && !isSeenPause(pause))) return undefined;
  const records: [string, HealthRecord][] = [];
  for (const [path, entry] of Object.entries(data["records"])) {
    const record = decodeRecord(entry);
    if (!record) return undefined;
    records.push([path, record]);
  }
  return { origin: data["origin"], records: Object.fromEntries(records), watchdog, pause };
}

function decodeRecord(data: unknown): HealthRecord | undefined {
  if (!isObject(data)) return undefined;
  const { everHealthy, everOtherThanDenied, canarySeen, healthyMs } = data;
  const health = decodeHealth(data["health"]);
  if (!health || !isFiniteNumber(healthyMs)) return undefined;
  if (typeof everHealthy !== "boolean" || typeof everOtherThanDenied !== "boolean" || typeof canarySeen !== "boolean")
    return undefined;
  return { ...NEW_RECORD, health, everHealthy, everOtherThanDenied, canarySeen, healthyMs };
}

function decodeHealth(data: unknown): MountHealth | undefined {
  if (!isObject(data)) return undefined;
  const { t, failures, failingSinceMs, unhealthySinceMs, fault, message, sinceMs } = data;
  if (t === "unknown") return { t };
  if (t === "healthy") return isFiniteNumber(sinceMs) ? { t, sinceMs } : undefined;
  if (!isFiniteNumber(failures) || !isFiniteNumber(failingSinceMs) || !isFault(fault) || !isText(message))
    return undefined;
  const failing = { failures, failingSinceMs, fault, message };
  if (t === "degraded") return { t, ...failing };
  return t === "unhealthy" && isFiniteNumber(unhealthySinceMs) ? { t, unhealthySinceMs, ...failing } : undefined;
}

function decodeWatchdog(data: unknown): Watchdog | undefined {
  if (!isObject(data) || !Array.isArray(data["history"])) return undefined;
  const { rounds, announced, counted, obstacle } = data;
  const plan = decodePlan(data["plan"]);
  if (!plan || !isFiniteNumber(rounds) || typeof announced !== "boolean" || typeof counted !== "boolean")
    return undefined;
  if (obstacle !== undefined && !isText(obstacle)) return undefined;
  return {
    plan,
    rounds,
    announcing: false,
    announced,
    counted,
    obstacle,
    history: data["history"].filter(isFiniteNumber),
  };
}

function decodePlan(data: unknown): RestartPlan | undefined {
  if (!isObject(data)) return undefined;
  if (data["t"] === "idle" || data["t"] === "observed") return { t: data["t"] };
  const { sinceMs, overdueSaid } = data;
  return data["t"] === "accepted" && isFiniteNumber(sinceMs) && typeof overdueSaid === "boolean"
    ? { t: "accepted", sinceMs, overdueSaid }
    : undefined;
}

function isFault(data: unknown): data is Fault {
  return (FAULTS as readonly unknown[]).includes(data);
}

function isSeenPause(data: unknown): data is SeenPause {
  return isObject(data) && isText(data["value"]) && isFiniteNumber(data["seenMs"]);
}
