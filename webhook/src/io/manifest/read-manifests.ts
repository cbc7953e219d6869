import { isNode } from "yaml";
import { explainJsonError, show } from "@mount-monitor/contract";
import { isRecord, type RawObject } from "../../core/raw-object.ts";
import { BEYOND_JSON, hasNumberBeyondJson } from "./beyond-json.ts";
import { listFiles } from "./list-files.ts";
import { type Manifest, type ManifestObject, placeOf, type ReadManifests } from "./manifest.ts";
import { parseYaml } from "./parse-yaml.ts";
import { readText } from "./read-text.ts";
import { splitDocuments, type TextPart } from "./split-documents.ts";

/** The largest chart with its CRDs takes 6 MiB; a parsed document takes 50 times the memory of its text. */
const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;

/** Every document of everything that was named; errors name file, document and line. Reads all before it tells. */
export function readManifests(names: readonly string[], recursive: boolean): ReadManifests {
  const listed = listFiles(names, recursive);
  if (!listed.ok) return { ok: false, errors: [listed.error] };
  const errors: string[] = [];
  const manifests: Manifest[] = [];
  for (const file of listed.files) {
    const source = file === "-" ? "stdin" : file;
    const read = readText(file, MAX_MANIFEST_BYTES);
    if (read.ok) manifests.push(...parseManifests(read.text, source, errors));
    else errors.push(`failed to read ${source}: ${read.error}`);
  }
  if (errors.length > 0) return { ok: false, errors };
  return { ok: true, manifests };
}

/** Never throws, whatever the text. */
export function parseManifests(text: string, source: string, errors: string[]): Manifest[] {
  const json = /^\s*[{[]/.test(text) ? parseJson(text) : undefined;
  if (json?.ok === false) {
    errors.push(`failed to read ${source}: ${json.error}`);
    return [];
  }
  if (json?.ok) {
    const manifest = { source, number: 1, text, format: "json", document: undefined } as const;
    return finish({ ...manifest, value: json.value }, () => undefined, errors);
  }
  const parts = splitDocuments(text);
  return parts.flatMap((part, index) => parsePart(part, source, index + 1, errors));
}

function parsePart(part: TextPart, source: string, number: number, errors: string[]): Manifest[] {
  const parsed = parseYaml(part);
  if (!parsed.ok) {
    errors.push(`failed to read ${placeOf(source, number, parsed.line)}: ${parsed.error}`);
    return [];
  }
  const { document, value, lineOf } = parsed;
  const lineAt = (path: ReadonlyArray<string | number>) => {
    const node: unknown = document.getIn(path, true);
    return isNode(node) && node.range ? lineOf(node.range[0]) : part.line;
  };
  const manifest = { source, number, text: part.text, format: "yaml", document } as const;
  return finish({ ...manifest, value: value ?? undefined }, lineAt, errors);
}

function finish(
  draft: Omit<Manifest, "objects" | "value"> & { readonly value: unknown },
  lineAt: (path: ReadonlyArray<string | number>) => number | undefined,
  errors: string[],
): Manifest[] {
  const { value, source, number } = draft;
  if (value === undefined) return [{ ...draft, value: undefined, objects: [] }];
  const place = placeOf(source, number, lineAt([]));
  if (!isRecord(value)) {
    errors.push(`failed to read ${place}: it is ${show(value)}, but must be a Kubernetes object with a kind`);
    return [];
  }
  const objects = objectsOf(value, lineAt);
  const nameless = objects.find(({ object }) => typeof object["kind"] !== "string" || object["kind"] === "");
  if (nameless) {
    const at = placeOf(source, number, nameless.line);
    errors.push(`failed to read ${at}: the object has no kind; name manifests alone, such as kind: Deployment`);
    return [];
  }
  return [{ ...draft, value, objects }];
}

function objectsOf(
  value: RawObject,
  lineAt: (path: ReadonlyArray<string | number>) => number | undefined,
): ManifestObject[] {
  const items = value["items"];
  const kind = value["kind"];
  if (typeof kind !== "string" || !kind.endsWith("List") || !Array.isArray(items)) {
    return [{ object: value, path: [], line: lineAt([]) }];
  }
  // The items of a DeploymentList need not repeat what they are.
  const itemKind = kind.slice(0, -"List".length);
  return items.flatMap((item: unknown, index): ManifestObject[] => {
    if (!isRecord(item)) return [];
    const named = item["kind"] === undefined && itemKind !== "" ? { ...item, kind: itemKind } : item;
    return [{ object: named, path: ["items", index], line: lineAt(["items", index]) }];
  });
}

type ParsedJson = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: string };

/** Undefined where it may be YAML that begins with a brace: JSON has a quote behind it. */
function parseJson(text: string): ParsedJson | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return hasNumberBeyondJson(value) ? { ok: false, error: BEYOND_JSON } : { ok: true, value };
  } catch (error) {
    return /^\s*\{\s*"/.test(text) ? { ok: false, error: explainJsonError(error) } : undefined;
  }
}
