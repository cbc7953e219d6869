import { Ajv, type ValidateFunction } from "ajv";
import { read } from "./pages.ts";

let compiled: ValidateFunction | undefined;

/** What the schema of the chart says against values, as Helm checks them; undefined where nothing. */
export function wrongValues(values: unknown): string | undefined {
  const ajv = new Ajv({ strict: false, allErrors: true });
  compiled ??= ajv.compile(JSON.parse(read("helm/mount-monitor/values.schema.json")) as object);
  return compiled(values) ? undefined : ajv.errorsText(compiled.errors);
}

/** The same for what stands behind `--set` and `--set-json`, such as `defaults.mode=observe,replicas=1`. */
export function wrongSet(text: string, isJson = false): string | undefined {
  const values: Record<string, unknown> = {};
  for (const item of isJson ? [text] : text.split(/(?<!\\),/)) {
    const [place = "", ...rest] = item.split("=");
    if (rest.length === 0) return `${item} sets nothing: it lacks a value`;
    const value = rest.join("=");
    put(values, place.split("."), isJson ? (JSON.parse(value) as unknown) : typed(value));
  }
  return wrongValues(values);
}

/** As Helm reads it. */
function typed(text: string): unknown {
  if (/^(?:true|false|null|0|-?[1-9]\d*)$/.test(text)) return JSON.parse(text);
  return text.replaceAll("\\,", ",");
}

function put(values: Record<string, unknown>, [key = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    values[key] = value;
    return;
  }
  const inner = (values[key] ?? {}) as Record<string, unknown>;
  values[key] = inner;
  put(inner, rest, value);
}
