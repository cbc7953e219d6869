/** What was when: each holds from its beginning to that of the next. */
export interface Span<T> {
  readonly fromMs: number;
  readonly is: T;
}

/** Older than this nothing is asked about; the last span before it is kept. */
const KEPT_MS = 10 * 60_000;

export function extend<T>(spans: readonly Span<T>[], atMs: number, is: T): Span<T>[] {
  const first = spans.findLastIndex(({ fromMs }) => fromMs < atMs - KEPT_MS);
  return [...spans.slice(Math.max(0, first)), { fromMs: atMs, is }];
}

/** Since when it has held without a break up to that time; undefined where it does not hold then. */
export function heldSinceMs<T>(spans: readonly Span<T>[], holds: (is: T) => boolean, atMs: number): number | undefined {
  let sinceMs: number | undefined;
  for (const { fromMs, is } of spans) {
    if (fromMs > atMs) break;
    sinceMs = holds(is) ? (sinceMs ?? fromMs) : undefined;
  }
  return sinceMs;
}

export function heldThroughout<T>(
  spans: readonly Span<T>[],
  holds: (is: T) => boolean,
  fromMs: number,
  toMs: number,
): boolean {
  const sinceMs = heldSinceMs(spans, holds, toMs);
  return sinceMs !== undefined && sinceMs <= fromMs;
}

/** Parts of the time between, in order. */
export function partsBetween<T>(
  spans: readonly Span<T>[],
  fromMs: number,
  toMs: number,
): { readonly fromMs: number; readonly toMs: number; readonly is: T }[] {
  return spans.flatMap((span, index) => {
    const part = {
      fromMs: Math.max(fromMs, span.fromMs),
      toMs: Math.min(toMs, spans[index + 1]?.fromMs ?? Infinity),
      is: span.is,
    };
    return part.toMs > part.fromMs || (part.toMs === part.fromMs && fromMs === toMs) ? [part] : [];
  });
}

export function heldSometime<T>(
  spans: readonly Span<T>[],
  holds: (is: T) => boolean,
  fromMs: number,
  toMs: number,
): boolean {
  return partsBetween(spans, fromMs, toMs).some(({ is }) => holds(is));
}

/** The time that lies so much of such time back; the beginning, where there was not as much. */
export function timeAgoMs<T>(spans: readonly Span<T>[], holds: (is: T) => boolean, atMs: number, ms: number): number {
  let left = ms;
  for (const part of partsBetween(spans, -Infinity, atMs).toReversed()) {
    if (!holds(part.is)) continue;
    if (part.toMs - part.fromMs >= left) return part.toMs - left;
    left -= part.toMs - part.fromMs;
  }
  return -Infinity;
}
