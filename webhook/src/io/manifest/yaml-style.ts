import { type Document, isCollection, isMap, isScalar, isSeq, type ToStringOptions, visit } from "yaml";

/** How a document is laid out, so that what is written again looks as it did. */
export function styleOf(document: Document, text: string): ToStringOptions {
  const columnOf = (offset: number) => offset - (text.lastIndexOf("\n", offset - 1) + 1);
  let indent: number | undefined;
  let indentSeq: boolean | undefined;
  visit(document, {
    Pair(_key, { key, value }) {
      if (!isScalar(key) || !key.range || !isCollection(value) || !value.range || value.flow) return undefined;
      const step = columnOf(value.range[0]) - columnOf(key.range[0]);
      if (isMap(value) && step > 0) indent ??= step;
      if (isSeq(value) && text.slice(key.range[1], value.range[0]).includes("\n")) indentSeq ??= step > 0;
      return indent === undefined || indentSeq === undefined ? undefined : visit.BREAK;
    },
  });
  return {
    lineWidth: 0,
    indent: indent ?? 2,
    indentSeq: indentSeq ?? true,
    flowCollectionPadding: !/[{[]\S/.test(text) || /\{ \S/.test(text),
  };
}

/** Whether a part of the document stands for another one too: changing it there would change it here. */
export function hasAliases(document: Document): boolean {
  let found = false;
  visit(document, {
    Alias() {
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}
