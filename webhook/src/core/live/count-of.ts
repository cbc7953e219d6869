/** `1 pod`, `3 pods`. */
export function countPods(count: number): string {
  return countOf(count, "pod");
}

export function countOf(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
