import { explainJsonError, type LogFormat, type LogLevel, nearestKey } from "@mount-monitor/contract";
import type { OptionValues } from "@mount-monitor/process";
import { BUILD } from "../../build-info.ts";
import { parseYaml } from "../manifest/parse-yaml.ts";
import { readText } from "../manifest/read-text.ts";
import { splitDocuments } from "../manifest/split-documents.ts";
import { decodeWebhookConfig, type DecodedWebhookConfig } from "./decode-config.ts";
import type { WebhookConfig } from "./webhook-config.ts";

const MAX_CONFIG_BYTES = 1024 * 1024;
export const DEFAULT_CONFIG_FILE = "config.json";
const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];
const FORMATS: readonly LogFormat[] = ["json", "text"];

/** Flag over environment over file over default; each message names what to change, and where. `file` undefined: all defaults. */
export function loadConfig(file: string | undefined, values: OptionValues): DecodedWebhookConfig {
  const overrides = readOverrides(values);
  if (!overrides.ok) return overrides;
  const data = file === undefined ? { ok: true as const, value: {} } : readData(file);
  if (!data.ok) return { ok: false, errors: [data.error] };
  const decoded = decodeWebhookConfig(data.value, BUILD.version);
  if (!decoded.ok) return { ok: false, errors: decoded.errors.map((error) => `failed to read ${file}: ${error}`) };
  return { ok: true, config: { ...decoded.config, ...overrides.values } };
}

export type ReadData = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: string };

function readData(file: string): ReadData {
  const read = readText(file, MAX_CONFIG_BYTES);
  if (!read.ok) return { ok: false, error: `failed to read ${file}: ${read.error}; name another with --config` };
  return parseConfigText(read.text, file);
}

/** JSON or YAML as it stands in the file, which is named in errors. Never throws. */
export function parseConfigText(text: string, file: string): ReadData {
  // YAML takes JSON too, but its messages about broken JSON are worse.
  if (/^\s*[{[]/.test(text)) {
    try {
      return { ok: true, value: JSON.parse(text) as unknown };
    } catch (error) {
      return {
        ok: false,
        error: `failed to read ${file}: ${explainJsonError(error)}`,
      };
    }
  }
  const [part, ...more] = splitDocuments(text);
  if (more.length > 0) return { ok: false, error: `failed to read ${file}: it has more than one document; keep one` };
  const parsed = parseYaml(part ?? { text: "", line: 1 });
  if (!parsed.ok) return { ok: false, error: `failed to read ${file}, line ${parsed.line}: ${parsed.error}` };
  // An empty file, or one with comments alone, says nothing: all defaults.
  return { ok: true, value: parsed.value ?? {} };
}

type Overrides = Partial<Pick<WebhookConfig, "httpPort" | "httpsPort" | "logLevel" | "logFormat">>;

function readOverrides(
  values: OptionValues,
): { readonly ok: true; readonly values: Overrides } | { readonly ok: false; readonly errors: string[] } {
  const errors: string[] = [];
  const port = (flag: string) => {
    const text = values[flag];
    if (text === undefined) return undefined;
    if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
    errors.push(`--${flag} is ${JSON.stringify(text)}, but must be a port from 0 to 65535`);
    return undefined;
  };
  const word = <W extends string>(flag: string, known: readonly W[]) => {
    const text = values[flag];
    if (text === undefined) return undefined;
    const found = known.find((candidate) => candidate === text.toLowerCase());
    if (found === undefined) errors.push(notOneOf(`--${flag}`, text, known));
    return found;
  };
  const given = {
    httpsPort: port("https-port"),
    httpPort: port("http-port"),
    logLevel: word("log-level", LEVELS),
    logFormat: word("log-format", FORMATS),
  };
  if (errors.length > 0) return { ok: false, errors };
  return { ok: true, values: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

export function notOneOf(flag: string, value: string, known: readonly string[]): string {
  const nearest = nearestKey(value, known);
  return `${flag} is ${JSON.stringify(value)}, but must be one of ${known.join(", ")}${nearest ? `; did you mean ${nearest}?` : ""}`;
}
