/** The levels of tests, cheapest first. What a level needs beyond Node stands in CONTRIBUTING.md. */
export const LEVELS = {
  /** Pure, beside the source. */
  unit: ["packages/*/src/**/*.test.ts", "*/src/**/*.test.ts", "tools/**/*.test.ts"],
  /** The real programs, as processes. */
  process: ["*/test/*.test.ts", "*/test/!(fuse)/**/*.test.ts"],
  /** The sidecar on real FUSE mounts, which hang as no stand-in does. */
  fuse: ["sidecar/test/fuse/**/*.test.ts"],
  /** Real API server and etcd, started from `KUBEBUILDER_ASSETS`. */
  "control-plane": ["test/control-plane/**/*.test.ts"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Level = keyof typeof LEVELS;

export function isLevel(word: string): word is Level {
  return Object.hasOwn(LEVELS, word);
}
