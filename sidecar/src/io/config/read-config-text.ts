import fs from "node:fs";
import { MAX_CONFIG_BYTES } from "@mount-monitor/contract";

export interface ConfigText {
  /** How to call it in a message: the file's name or the variable's. */
  readonly origin: string;
  readonly text: string;
  readonly warnings: readonly string[];
}

export type ReadConfig = ({ readonly ok: true } & ConfigText) | { readonly ok: false; readonly error: string };

export const DEFAULT_CONFIG_FILE = "config.json";

/** The file where one is named, else the variable, else ./config.json. */
export function readConfigText(file: string | undefined, inline: string | undefined): ReadConfig {
  if (file === undefined && inline !== undefined) return readInline(inline);
  return readFile(file ?? DEFAULT_CONFIG_FILE);
}

function readInline(text: string): ReadConfig {
  const origin = "MOUNT_MONITOR_CONFIG";
  if (/^\s*\{/.test(text)) return { ok: true, origin, text, warnings: [] };
  return {
    ok: false,
    error: `failed to read ${origin}: it must hold the configuration itself, as JSON; for a file use --config or MOUNT_MONITOR_CONFIG_FILE`,
  };
}

function readFile(file: string): ReadConfig {
  const fail = (why: string): ReadConfig => ({ ok: false, error: `failed to read ${file}: ${why}` });
  let stats: fs.Stats;
  let bytes: Buffer;
  try {
    stats = fs.statSync(file);
    if (!stats.isFile()) return fail(`it is not a regular file; name one with --config`);
    if (stats.size > MAX_CONFIG_BYTES)
      return fail(`it is larger than 1 MiB; name the mounts alone, not what is on them`);
    bytes = fs.readFileSync(file);
  } catch (error) {
    return fail(explain(error as NodeJS.ErrnoException));
  }
  if (bytes.length > MAX_CONFIG_BYTES)
    return fail("it is larger than 1 MiB; name the mounts alone, not what is on them");
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return fail("it is not UTF-8; save it as UTF-8");
  }
  const warnings =
    (stats.mode & 0o002) === 0 ? [] : [`${file} can be written by everyone on this machine; do: chmod o-w ${file}`];
  return { ok: true, origin: file, text, warnings };
}

function explain(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "ENOENT":
      return 'there is no such file; write one, such as {"mounts":[{"path":"/mnt/media"}]}, name another with --config, or set MOUNT_MONITOR_CONFIG';
    case "EACCES":
      return "this user may not read it; do: chmod +r, or run as its owner";
    default:
      return error.message;
  }
}
