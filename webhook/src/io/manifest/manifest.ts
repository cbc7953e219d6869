import type { Document } from "yaml";
import type { RawObject } from "../../core/raw-object.ts";

/** One document of a file, with the objects in it: one, or the items of a List. */
export interface Manifest {
  /** The file as it was named, `stdin` for `-`. */
  readonly source: string;
  /** Number of the document in its file, from 1; 0 where it comes from no file. */
  readonly number: number;
  readonly text: string;
  readonly format: "yaml" | "json";
  /** As JSON has it; undefined where there are only comments. */
  readonly value: RawObject | undefined;
  /** The document with its comments; undefined for JSON. */
  readonly document: Document | undefined;
  readonly objects: readonly ManifestObject[];
}

export interface ManifestObject {
  readonly object: RawObject;
  /** Where it stands in the document; empty for the document itself. */
  readonly path: ReadonlyArray<string | number>;
  /** Line of the file on which it begins; undefined for JSON. */
  readonly line: number | undefined;
}

export type ReadManifests =
  | { readonly ok: true; readonly manifests: readonly Manifest[] }
  | { readonly ok: false; readonly errors: readonly string[] };

/** `app.yaml, document 2, line 14`. */
export function placeOf(source: string, number: number, line: number | undefined): string {
  if (number === 0) return source;
  return `${source}, document ${number}${line === undefined ? "" : `, line ${line}`}`;
}
