import { Ajv } from "ajv";
import { BENCH_DOCUMENT, type BenchDocument } from "./document.ts";

const isDocument = new Ajv({ strict: false }).compile<BenchDocument>(BENCH_DOCUMENT);

export type DocumentRead =
  | { readonly ok: true; readonly document: BenchDocument }
  | { readonly ok: false; readonly error: string };

/** What an earlier run has written. */
export function readDocument(text: string): DocumentRead {
  const value = parse(text);
  if (isDocument(value)) return { ok: true, document: value };
  const [{ instancePath = "", message = "" } = {}] = isDocument.errors ?? [];
  return { ok: false, error: `it is not what a bench writes: ${instancePath || "the whole"} ${message}` };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
