/** Where a file of the state directory was written from; decides what it still says about now. */
export interface Origin {
  /** Boot of the node and sandbox of the pod: another one means that all containers were started anew. */
  readonly start: string;
  /** Mount namespace of the writer: what was seen from our own needs no comparing. */
  readonly namespace: string;
}

export function isSameStart(a: Origin, b: Origin): boolean {
  return a.start === b.start;
}

export function isSameNamespace(a: Origin, b: Origin): boolean {
  return a.start === b.start && a.namespace === b.namespace;
}
