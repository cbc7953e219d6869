import { checkMonitorConfig } from "./decode-monitor-config.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import type { DurationLimits } from "./duration-limits.ts";
import type { MonitorConfigInput } from "./monitor-config.ts";
import { jsonProblem, show } from "./schema-error.ts";
import { parseTime } from "./time.ts";

/** The error ends the sentence `<key> is <value>, but …`. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };
export type Parser<T> = (text: string) => Parsed<T>;

export type MountOverride = MonitorConfigInput["mounts"][number];

export interface RunAs {
  readonly uid: number;
  readonly gid: number | undefined;
}

/** As `resources` of a container; an empty amount takes away what a lower level set. */
export interface ResourceAmounts {
  readonly requests?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, string>>;
}

const good = <T>(value: T): Parsed<T> => ({ ok: true, value });
const bad = (error: string): Parsed<never> => ({ ok: false, error });

export const flag: Parser<boolean> = (text) =>
  text === "true" || text === "false" ? good(text === "true") : bad("must be true or false");

export function oneOf<const T extends readonly string[]>(values: T): Parser<T[number]> {
  return (text) => (values.includes(text) ? good(text) : bad(`must be one of ${values.join(", ")}`));
}

/** Items between commas or line ends; empty ones do not count, so that a trailing comma does no harm. */
export function splitList(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

export function listOf(what: string, pattern: RegExp): Parser<readonly string[]> {
  return (text) => {
    const items = [...new Set(splitList(text))];
    if (items.length === 0) return bad(`must name at least one ${what}`);
    const wrong = items.find((item) => !pattern.test(item));
    return wrong === undefined ? good(items) : bad(`${show(wrong)} is not a ${what}`);
  };
}

export function someOf<const T extends readonly string[]>(values: T): Parser<ReadonlyArray<T[number]>> {
  return (text) => {
    const items = [...new Set(splitList(text))];
    const wrong = items.find((item) => !values.includes(item));
    if (items.length === 0 || wrong !== undefined) return bad(`must be a list of ${values.join(", ")}`);
    return good(items);
  };
}

export function wholeNumber(minimum: number, maximum: number): Parser<number> {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return value >= minimum && value <= maximum
      ? good(value)
      : bad(`must be a whole number from ${minimum} to ${maximum}`);
  };
}

/** The text is kept, since the monitor's configuration takes the same notation. */
export function duration({ minMs, maxMs }: DurationLimits): Parser<string> {
  return (text) => {
    const parsed = parseDuration(text);
    if (!parsed.ok) return bad(parsed.error);
    if (parsed.ms >= minMs && parsed.ms <= maxMs) return good(text);
    return bad(`must be from ${formatDuration(minMs)} to ${formatDuration(maxMs)}`);
  };
}

/** A setting that goes into the monitor's configuration as it is: what the schema takes there, the annotation takes. */
export function asSetting(place: (value: string) => Omit<MonitorConfigInput, "mounts">): Parser<string> {
  return (text) => {
    const checked = checkMonitorConfig({ mounts: [{ path: "/x" }], ...place(text) });
    return checked.ok ? good(text) : bad(afterBut(checked.errors[0] ?? "it is not valid"));
  };
}

function afterBut(sentence: string): string {
  const at = sentence.indexOf(", but ");
  return at < 0 ? sentence : sentence.slice(at + ", but ".length);
}

export const mountOverrides: Parser<readonly MountOverride[]> = (text) => {
  let mounts: unknown;
  try {
    mounts = JSON.parse(text);
  } catch (error) {
    return bad(jsonProblem(error));
  }
  // `probeFile` may come from the annotation probe-file; whether there is one is asked once everything is known.
  const checked = checkMonitorConfig({ mounts: JSON.parse(text) as unknown, probeFile: "x" });
  if (!checked.ok) return bad(checked.errors.join("; "));
  return good((mounts as MountOverride[]).map((mount, index) => ({ ...mount, path: pathOf(checked.config, index) })));
};

function pathOf(config: { readonly mounts: ReadonlyArray<{ readonly path: string }> }, index: number): string {
  return config.mounts[index]?.path ?? "";
}

const MAX_ID = 2 ** 31 - 1;

export const runAs: Parser<RunAs> = (text) => {
  const [, uid, gid] = /^(\d{1,10})(?::(\d{1,10}))?$/.exec(text) ?? [];
  if (uid === undefined || Number(uid) > MAX_ID || Number(gid ?? 0) > MAX_ID) {
    return bad(`must be uid or uid:gid, numbers from 0 to ${MAX_ID}`);
  }
  return good({ uid: Number(uid), gid: gid === undefined ? undefined : Number(gid) });
};

export const image: Parser<string> = (text) =>
  /^[a-z0-9]\S{0,511}$/i.test(text) && !text.includes("://")
    ? good(text)
    : bad("must be the reference of an image, without spaces and without https://");

const QUANTITY = /^\d{1,15}(?:\.\d{1,9})?(?:m|k|[MGTPE]|[KMGTPE]i)?$/;
const RESOURCE_NAMES = ["cpu", "memory", "ephemeral-storage"];

export const resources: Parser<ResourceAmounts> = (text) => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return bad(jsonProblem(error));
  }
  if (!isRecord(value)) return bad("must be an object with requests and limits");
  for (const [section, amounts] of Object.entries(value)) {
    if (section !== "requests" && section !== "limits") return bad(`has the unknown key ${show(section)}`);
    if (!isRecord(amounts)) return bad(`${section} must be an object`);
    for (const [name, amount] of Object.entries(amounts)) {
      if (!RESOURCE_NAMES.includes(name)) {
        return bad(`${section} has the unknown key ${show(name)}; known keys are ${RESOURCE_NAMES.join(", ")}`);
      }
      if (amount !== "" && (typeof amount !== "string" || !QUANTITY.test(amount))) {
        return bad(`${section}.${name} is ${show(amount)}, which is not a quantity in quotes such as "100m" or "64Mi"`);
      }
    }
  }
  return good(value as ResourceAmounts);
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const ZONED = /T.*(?:Z|[+-]\d\d:\d\d)$/;

/** The moment matters to the running monitor alone; here only whether it will understand it. */
export const pause: Parser<string> = (text) => {
  if (text === "true" || text === "false" || parseDuration(text).ok) return good(text);
  return ZONED.test(text) && parseTime(text) !== undefined ? good(text) : bad("must be true, a duration or a time");
};
