import { type Document, stringify } from "yaml";
import { isEqual } from "../../core/patch/diff.ts";
import type { Patch } from "../../core/patch/patch.ts";
import type { RawObject } from "../../core/raw-object.ts";
import { parseYaml, YAML_AS_KUBERNETES } from "./parse-yaml.ts";
import { patchDocument } from "./patch-document.ts";
import { hasAliases, styleOf } from "./yaml-style.ts";

export interface RenderedYaml {
  readonly text: string;
  /** The same without the change: what a difference is shown against. */
  readonly before: string;
  readonly lostComments: boolean;
}

/**
 * A document after its patch, with the comments and the layout that it had. Where that cannot be done (a part that
 * stands for another one by `*alias`), it is written anew from its values.
 */
export function renderYaml(
  document: Document,
  text: string,
  before: RawObject,
  after: RawObject,
  patch: Patch,
): RenderedYaml {
  const kept = hasAliases(document) ? undefined : keepLayout(document, text, after, patch);
  if (kept) return kept;
  const marker = /^---(?=\s|$)/m.test(text) ? "---\n" : "";
  return {
    text: marker + writeYaml(after),
    before: marker + writeYaml(before),
    lostComments: /(?:^|\s)#/m.test(text),
  };
}

function keepLayout(document: Document, text: string, after: RawObject, patch: Patch): RenderedYaml | undefined {
  const style = styleOf(document, text);
  const before = document.toString(style);
  const changed = document.clone() as Document;
  if (!patchDocument(changed, patch)) return undefined;
  const written = changed.toString(style);
  // Read again, since a manifest that means something else is worse than one without comments.
  const read = parseYaml({ text: written, line: 1 });
  return read.ok && isEqual(read.value, after) ? { text: written, before, lostComments: false } : undefined;
}

export function writeYaml(value: RawObject): string {
  return stringify(value, { ...YAML_AS_KUBERNETES, lineWidth: 0, aliasDuplicateObjects: false });
}
