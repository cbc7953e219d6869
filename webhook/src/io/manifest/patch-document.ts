import { type Document, isMap, isSeq } from "yaml";
import { type Patch, type PatchOperation, unescapeSegment } from "../../core/patch/patch.ts";

/** Changes the document in place, with its comments; false where it is not built as the patch supposes. */
export function patchDocument(document: Document, patch: Patch): boolean {
  return patch.every((operation) => apply(document, operation));
}

function apply(document: Document, operation: PatchOperation): boolean {
  const segments = operation.path.split("/").slice(1).map(unescapeSegment);
  const key = segments.pop();
  if (key === undefined) return false;
  const parent: unknown =
    segments.length === 0 ? document.contents : document.getIn(segments.map(keyOf(document)), true);
  const node =
    operation.op === "remove" ? undefined : document.createNode(operation.value, { aliasDuplicateObjects: false });
  if (isMap(parent)) {
    if (node === undefined) return parent.delete(key);
    parent.set(key, node);
    // `{}` that is no longer empty would go on in one line.
    if (parent.items.length === 1) parent.flow = false;
    return true;
  }
  if (!isSeq(parent)) return false;
  const index = key === "-" ? parent.items.length : Number(key);
  if (operation.op === "add") parent.items.splice(index, 0, node);
  else if (operation.op === "remove") parent.items.splice(index, 1);
  else parent.set(index, node);
  return true;
}

/** Lists are asked by number, and a key that looks like one may still be that of a map. */
function keyOf(document: Document) {
  return (segment: string, index: number, segments: readonly string[]) => {
    const parent: unknown = index === 0 ? document.contents : document.getIn(segments.slice(0, index), true);
    return isSeq(parent) ? Number(segment) : segment;
  };
}
