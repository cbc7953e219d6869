/** Counts by upper bound; the last bucket takes what lies beyond all of them. */
export interface Histogram {
  readonly bounds: readonly number[];
  readonly counts: Float64Array;
  sum: number;
}

export function newHistogram(bounds: readonly number[]): Histogram {
  return { bounds, counts: new Float64Array(bounds.length + 1), sum: 0 };
}

export function observe(histogram: Histogram, value: number): void {
  const { bounds, counts } = histogram;
  let index = 0;
  while (index < bounds.length && value > (bounds[index] as number)) index++;
  counts[index] = (counts[index] as number) + 1;
  histogram.sum += value;
}
