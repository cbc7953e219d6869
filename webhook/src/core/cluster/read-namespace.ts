import { ANNOTATION_PREFIX } from "@mount-monitor/contract";
import type { RawObject } from "../raw-object.ts";
import { at, text, texts } from "../object-parts.ts";

/** What is kept of a Namespace. */
export interface KnownNamespace {
  /** Those that begin with our prefix. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Being deleted: nothing more can be made in it. */
  readonly terminating: boolean;
}

/** Needs no more than the metadata. */
export function readNamespace(object: RawObject): KnownNamespace {
  const annotations = Object.entries(texts(at(object, "metadata", "annotations")));
  return {
    annotations: Object.fromEntries(annotations.filter(([key]) => key.startsWith(ANNOTATION_PREFIX))),
    terminating: text(at(object, "metadata", "deletionTimestamp")) !== undefined,
  };
}
