/** Colours of one series each, on a light and on a dark page: the pairs that GitHub itself uses. */
const SERIES = [
  ["#0969da", "#58a6ff"],
  ["#bc4c00", "#f0883e"],
  ["#1a7f37", "#3fb950"],
  ["#8250df", "#bc8cff"],
] as const;

export const SERIES_LIMIT = SERIES.length;

const ROLES = {
  back: ["fill", "#ffffff", "#0d1117"],
  text: ["fill", "#1f2328", "#e6edf3"],
  quiet: ["fill", "#59636e", "#9198a1"],
  grid: ["stroke", "#d1d9e0", "#30363d"],
  limit: ["stroke", "#cf222e", "#f85149"],
  "limit-text": ["fill", "#cf222e", "#f85149"],
} as const;

/** An image cannot see the page that it is in, but it can ask what its reader prefers. */
export function styleSheet(): string {
  return [
    "text{font:12px -apple-system,BlinkMacSystemFont,'Segoe UI',Helvetica,Arial,sans-serif}",
    ".title{font-size:15px;font-weight:600}",
    ".line{fill:none;stroke-width:2;stroke-linejoin:round}",
    ".limit{stroke-dasharray:6 4;stroke-width:1.5}",
    ...colours(0),
    `@media (prefers-color-scheme:dark){${colours(1).join("")}}`,
  ].join("\n");
}

function colours(scheme: 0 | 1): readonly string[] {
  return [
    ...Object.entries(ROLES).map(([name, [property, ...pair]]) => `.${name}{${property}:${pair[scheme]}}`),
    ...SERIES.map((pair, index) => `.line.s${index}{stroke:${pair[scheme]}}.mark.s${index}{fill:${pair[scheme]}}`),
  ];
}
