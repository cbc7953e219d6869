import { isRecord } from "../../../webhook/src/core/raw-object.ts";

/** What a peer says once it answers: one line of JSON on its standard output. */
export interface PeerLine {
  /** For people, with its version: `pepr 1.1.4`. */
  readonly name: string;
  /** Where it wants its reviews: `/mutate`. */
  readonly path: string;
  /** What makes it inject a pod. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** As its own installation has it. */
  readonly reinvocationPolicy: "Never" | "IfNeeded";
  /** Whether ours is promised to be faster. False of one that decides nothing, and shows what is possible. */
  readonly promised: boolean;
}

export type ReadPeerLine =
  | { readonly ok: true; readonly line: PeerLine }
  | { readonly ok: false; readonly error: string };

/** The first line of an output that is one of JSON; undefined where there is none yet. Never throws. */
export function findPeerLine(output: string): ReadPeerLine | undefined {
  // What is behind the last line end is still being written.
  const found = output
    .split("\n")
    .slice(0, -1)
    .find((line) => line.startsWith("{") && line.includes('"path"'));
  return found === undefined ? undefined : readPeerLine(found);
}

export function readPeerLine(text: string): ReadPeerLine {
  const wrong = (error: string): ReadPeerLine => ({ ok: false, error: `${error}, in the line ${text.slice(0, 200)}` });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return wrong(`it is not JSON: ${(error as Error).message}`);
  }
  if (!isRecord(value)) return wrong("it is not an object");
  const { name, path, annotations = {}, labels = {}, reinvocationPolicy = "Never", promised = true } = value;
  if (typeof name !== "string" || name === "") return wrong("name must be a text");
  if (typeof path !== "string" || !path.startsWith("/")) return wrong("path must begin with a slash");
  if (!isTexts(annotations)) return wrong("annotations must be an object of texts");
  if (!isTexts(labels)) return wrong("labels must be an object of texts");
  if (reinvocationPolicy !== "Never" && reinvocationPolicy !== "IfNeeded") {
    return wrong("reinvocationPolicy must be Never or IfNeeded");
  }
  if (typeof promised !== "boolean") return wrong("promised must be true or false");
  if (Object.keys(annotations).length + Object.keys(labels).length === 0) {
    return wrong("neither annotations nor labels say what makes it inject");
  }
  return { ok: true, line: { name, path, annotations, labels, reinvocationPolicy, promised } };
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every((text) => typeof text === "string");
}
