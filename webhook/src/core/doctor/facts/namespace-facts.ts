import { at, text, texts } from "../../object-parts.ts";
import { inputAnnotations } from "../../inject/input-hash.ts";
import type { RawObject } from "../../raw-object.ts";

export interface NamespaceFacts {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Those of ours that a decision depends on. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Nothing more can be made in it. */
  readonly terminating: boolean;
}

/** Needs no more than the metadata. */
export function readNamespace(object: RawObject): NamespaceFacts {
  return {
    name: text(at(object, "metadata", "name")) ?? "",
    labels: texts(at(object, "metadata", "labels")),
    annotations: inputAnnotations(texts(at(object, "metadata", "annotations"))),
    terminating: text(at(object, "metadata", "deletionTimestamp")) !== undefined,
  };
}
