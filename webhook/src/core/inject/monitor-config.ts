import {
  annotationKey,
  annotationSpec,
  type AnnotationName,
  checkMonitorConfig,
  type MonitorConfigInput,
  type RestartAction,
} from "@mount-monitor/contract";
import type { Settings } from "../settings/settings.ts";

export const STATE_DIR = "/mount-monitor/state";
export const POD_INFO_DIR = "/mount-monitor/podinfo";

export interface MonitorFacts {
  readonly paths: readonly string[];
  readonly port: number;
  readonly nonce: string | undefined;
  readonly workload: string;
  readonly action: RestartAction;
  readonly recentRestarts: readonly string[];
  /** Undefined where there is a gate alone, which leaves nothing behind for a monitor. */
  readonly stateDir: string | undefined;
}

export type BuiltConfig =
  | { readonly ok: true; readonly config: MonitorConfigInput; readonly text: string }
  | { readonly ok: false; readonly code: "contradictory-settings" | "config-too-large"; readonly error: string };

/** The kernel takes no longer string for one variable (MAX_ARG_STRLEN, 32 pages), name included. */
const MAX_TEXT_BYTES = 128 * 1024 - 64;

/** Only what differs from the monitor's own defaults, so that people can read what stands in their pods. */
export function buildMonitorConfig(settings: Settings, facts: MonitorFacts): BuiltConfig {
  const stray = strayMount(settings, facts.paths);
  if (stray !== undefined) {
    const error = `${annotationKey("mounts")} is about ${stray}, which ${annotationKey("paths")} does not name; add it there, or remove it here`;
    return { ok: false, code: "contradictory-settings", error };
  }
  const config = assemble(settings, facts);
  const unreadable = config.mounts.find(
    (mount) => (mount.checkType ?? config.checkType) === "read" && (mount.probeFile ?? config.probeFile) === undefined,
  );
  if (unreadable !== undefined) {
    const error = `${annotationKey("check-type")} is read, but no file to read is named for ${unreadable.path}; set for example ${annotationKey("probe-file")}: "movies/large.mkv"`;
    return { ok: false, code: "contradictory-settings", error };
  }
  const text = JSON.stringify(config);
  // What the monitor would refuse at its start is better refused here.
  const checked = checkMonitorConfig(JSON.parse(text));
  if (!checked.ok) return { ok: false, code: "contradictory-settings", error: checked.errors.join("; ") };
  const bytes = byteLength(text);
  if (bytes > MAX_TEXT_BYTES) {
    const error = `the monitor's configuration has ${bytes} bytes, but at most ${MAX_TEXT_BYTES} fit into its environment; shorten ${annotationKey("mounts")}`;
    return { ok: false, code: "config-too-large", error };
  }
  return { ok: true, config, text };
}

function strayMount(settings: Settings, paths: readonly string[]): string | undefined {
  // For a namespace or the cluster it is normal that a pod has only some of the mounts.
  if (settings.sources.mounts !== "pod" && settings.sources.mounts !== "workload") return undefined;
  return settings.values.mounts?.find(({ path }) => !paths.includes(path))?.path;
}

function assemble(settings: Settings, facts: MonitorFacts): MonitorConfigInput {
  const { values } = settings;
  const override = (path: string) => values.mounts?.find((mount) => mount.path === path) ?? {};
  return {
    mounts: facts.paths.map((path) => ({ ...override(path), path })),
    ...unlessDefault("check-type", values["check-type"], "checkType"),
    ...unlessDefault("canary-file", values["canary-file"], "canaryFile"),
    ...(values["probe-file"] === undefined ? {} : { probeFile: values["probe-file"] }),
    ...(values["allow-empty"] ? { allowEmpty: true } : {}),
    ...unlessDefault("check-interval", values["check-interval"], "checkInterval"),
    ...unlessDefault("read-timeout", values["read-timeout"], "readTimeout"),
    ...unlessDefault("failure-threshold", values["failure-threshold"], "failureThreshold"),
    ...unlessDefault("mode", values.mode, "mode"),
    httpPort: facts.port,
    ...unlessDefault("log-level", values["log-level"], "logLevel"),
    ...unlessDefault("log-format", values["log-format"], "logFormat"),
    ...(facts.stateDir === undefined ? {} : { stateDir: facts.stateDir }),
    podInfoDir: POD_INFO_DIR,
    ...(facts.nonce === undefined ? {} : { probeNonce: facts.nonce }),
    workload: facts.workload,
    ...(facts.action === "none" ? {} : { watchdog: assembleWatchdog(settings, facts) }),
  };
}

function assembleWatchdog({ values }: Settings, facts: MonitorFacts): NonNullable<MonitorConfigInput["watchdog"]> {
  return {
    action: facts.action,
    ...unlessDefault("restart-delay", values["restart-delay"], "restartDelay"),
    ...(values["restart-on"] === undefined ? {} : { restartOn: [...values["restart-on"]] }),
    ...unlessDefault("restart-budget", values["restart-budget"], "budget"),
    ...(values.force ? { force: true } : {}),
    ...(facts.recentRestarts.length === 0 ? {} : { recentRestarts: [...facts.recentRestarts] }),
  };
}

function unlessDefault<K extends string, V>(name: AnnotationName, value: V, key: K): { [P in K]?: V } {
  return String(value) === annotationSpec(name).default ? {} : ({ [key]: value } as { [P in K]?: V });
}

function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}
