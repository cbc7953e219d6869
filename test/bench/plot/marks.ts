/** A shape for each series, so that nobody has to tell colours apart. */
export function mark(series: number, x: number, y: number): string {
  const at = (dx: number, dy: number) => `${round(x + dx)},${round(y + dy)}`;
  const polygon = (...points: readonly string[]) => `<polygon class="mark s${series}" points="${points.join(" ")}"/>`;
  switch (series % 4) {
    case 0:
      return `<circle class="mark s${series}" cx="${round(x)}" cy="${round(y)}" r="3.5"/>`;
    case 1:
      return polygon(at(-3.5, -3.5), at(3.5, -3.5), at(3.5, 3.5), at(-3.5, 3.5));
    case 2:
      return polygon(at(0, -4.5), at(4.5, 3.5), at(-4.5, 3.5));
    default:
      return polygon(at(0, -5), at(5, 0), at(0, 5), at(-5, 0));
  }
}

/** Tenths of a pixel are as fine as anybody sees. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
