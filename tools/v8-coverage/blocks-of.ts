/** As V8 reports it: a stretch of a source, and how often it was executed. */
export interface CountedRange {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

export interface Block {
  readonly from: number;
  readonly to: number;
}

/** The stretches that were executed: ranges are nested, and the innermost says how often. */
export function blocksOf(ranges: readonly CountedRange[]): Block[] {
  const edges = [...new Set(ranges.flatMap(({ startOffset, endOffset }) => [startOffset, endOffset]))].toSorted(
    (a, b) => a - b,
  );
  const blocks: Block[] = [];
  for (const [index, from] of edges.entries()) {
    const to = edges[index + 1];
    if (to === undefined) break;
    // Outer ranges come before those inside of them.
    const innermost = ranges.findLast(({ startOffset, endOffset }) => startOffset <= from && to <= endOffset);
    if (innermost !== undefined && innermost.count > 0) blocks.push({ from, to });
  }
  return blocks;
}
