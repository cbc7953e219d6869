import {
  decodeMonitorConfig,
  type LogFormat,
  type LogLevel,
  type MonitorConfig,
  nearestKey,
} from "@mount-monitor/contract";
import type { OptionValues } from "@mount-monitor/process";
import { readConfigText } from "./read-config-text.ts";

export type LoadedConfig =
  | { readonly ok: true; readonly config: MonitorConfig; readonly origin: string; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly errors: readonly string[] };

const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];
const FORMATS: readonly LogFormat[] = ["json", "text"];

/** Flag over environment over file over default; each message names what to change, and where. */
export function loadConfig(values: OptionValues, inline: string | undefined): LoadedConfig {
  const overrides = readOverrides(values);
  if (!overrides.ok) return overrides;
  const read = readConfigText(values["config"], inline);
  if (!read.ok) return { ok: false, errors: [read.error] };
  const decoded = decodeMonitorConfig(read.text);
  if (!decoded.ok)
    return { ok: false, errors: decoded.errors.map((error) => `failed to read ${read.origin}: ${error}`) };
  return { ok: true, config: { ...decoded.config, ...overrides.values }, origin: read.origin, warnings: read.warnings };
}

type Overrides = Partial<Pick<MonitorConfig, "httpPort" | "logLevel" | "logFormat">>;

function readOverrides(
  values: OptionValues,
): { readonly ok: true; readonly values: Overrides } | { readonly ok: false; readonly errors: string[] } {
  const errors: string[] = [];
  const overrides: { -readonly [K in keyof Overrides]: Overrides[K] } = {};
  const { "http-port": port, "log-level": level, "log-format": format } = values;
  if (port !== undefined) {
    if (/^\d{1,5}$/.test(port) && Number(port) <= 65535) overrides.httpPort = Number(port);
    else errors.push(`--http-port is ${JSON.stringify(port)}, but must be a port from 0 to 65535`);
  }
  if (level !== undefined) {
    const word = LEVELS.find((known) => known === level.toLowerCase());
    if (word) overrides.logLevel = word;
    else errors.push(notOneOf("--log-level", level, LEVELS));
  }
  if (format !== undefined) {
    const word = FORMATS.find((known) => known === format.toLowerCase());
    if (word) overrides.logFormat = word;
    else errors.push(notOneOf("--log-format", format, FORMATS));
  }
  return errors.length === 0 ? { ok: true, values: overrides } : { ok: false, errors };
}

function notOneOf(flag: string, value: string, known: readonly string[]): string {
  const nearest = nearestKey(value, known);
  return `${flag} is ${JSON.stringify(value)}, but must be one of ${known.join(", ")}${nearest ? `; did you mean ${nearest}?` : ""}`;
}
