/** What something was, one after the other, and from when on. */
export interface History<T> {
  add(value: T, atMs: number): void;
  get(index: number): T;
  last(): T;
  length(): number;
  /** The index of what it was at that time. */
  at(ms: number): number;
}

export function createHistory<T>(first: T): History<T> {
  const values: { readonly value: T; readonly fromMs: number }[] = [{ value: first, fromMs: -Infinity }];
  return {
    add: (value, fromMs) => void values.push({ value, fromMs }),
    get: (index) => (values[index] as { value: T }).value,
    last: () => (values.at(-1) as { value: T }).value,
    length: () => values.length,
    at: (ms) => values.findLastIndex(({ fromMs }) => fromMs <= ms),
  };
}
