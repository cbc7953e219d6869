import { nearestKey } from "./nearest-key.ts";

/** What a generated validator reports: the part of ajv's error object that a sentence needs. */
export interface SchemaError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema?: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
}

/** Keywords that only repeat what another error of the same place already says. */
const ECHOES = new Set(["if", "anyOf", "oneOf", "allOf"]);

/** One sentence an error, each naming path, value and rule; never more than ten, since the first ones tell. */
export function explainSchemaErrors(errors: readonly SchemaError[]): string[] {
  const seen = new Set<string>();
  for (const error of errors) if (!ECHOES.has(error.keyword)) seen.add(explain(error));
  return firstTen([...seen]);
}

export function firstTen(sentences: readonly string[]): string[] {
  return sentences.length <= 10 ? [...sentences] : [...sentences.slice(0, 10), `and ${sentences.length - 10} more`];
}

function explain(error: SchemaError): string {
  const place = placeName(error.instancePath);
  if (error.keyword === "additionalProperties") {
    const key = String(error.params["additionalProperty"]);
    const known = Object.keys((error.parentSchema?.["properties"] ?? {}) as object).filter(
      (name) => name !== "$schema",
    );
    const nearest = nearestKey(key, known);
    const hint = nearest ? `did you mean ${nearest}?` : `known keys are ${known.join(", ")}`;
    return `${place === "" ? "" : `${place} has an `}unknown key ${show(key)}; ${hint}`;
  }
  if (error.keyword === "required") {
    const key = String(error.params["missingProperty"]);
    const properties = (error.parentSchema?.["properties"] ?? {}) as Readonly<Record<string, Record<string, unknown>>>;
    return `${join(place, key)} is missing; it must be ${expectation(properties[key])}`;
  }
  return `${place === "" ? "it" : place} is ${show(error.data)}, but must be ${expectation(error.parentSchema)}`;
}

function expectation(schema: Readonly<Record<string, unknown>> | undefined): string {
  return String(schema?.["expects"] ?? schema?.["description"] ?? "something else");
}

/** `/mounts/0/path` is `mounts[0].path` to whoever wrote it. */
function placeName(instancePath: string): string {
  return instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : join(path, part)), "");
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/** A value as JSON, cut where it would push the rule out of sight. */
export function show(value: unknown): string {
  const text = asJson(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}

function asJson(value: unknown): string {
  try {
    return (JSON.stringify(value) ?? String(value)).replaceAll(/[\u007f-\u009f\u2028\u2029]/g, escaped);
  } catch {
    // What is parsed may be nested deeper than can be written again.
    return "too deeply nested";
  }
}

/** JSON leaves these as they are; a terminal obeys some, and others end a line. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** What `JSON.parse` complains of, on one line and without what a terminal would obey: it quotes the text as it is. */
export function explainJsonError(error: unknown): string {
  return `it ${jsonProblem(error)}`;
}

/** The same, to end the sentence `<key> …`. */
export function jsonProblem(error: unknown): string {
  return `is not valid JSON: ${(error as Error).message.replaceAll(/[\s\p{Cc}]+/gu, " ")}`;
}
