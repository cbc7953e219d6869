export interface LevelSettings {
  readonly files: readonly string[];
  /** What all files need, made before the first and removed after the last. */
  readonly globalSetup?: string;
  /** Files at a time, where it matters. */
  readonly concurrency?: number;
}

/** The levels of tests, cheapest first. What a level needs beyond Node stands in CONTRIBUTING.md. */
export const LEVELS = {
  /** Pure, beside the source. */
  unit: {
    files: [
      "packages/*/src/**/*.test.ts",
      "*/src/**/*.test.ts",
      "tools/**/*.test.ts",
      "test/bench/**/*.test.ts",
      "test/fuzz/**/*.test.ts",
      "test/soak/**/*.test.ts",
    ],
  },
  /** The real programs, as processes. */
  process: { files: ["*/test/*.test.ts", "*/test/!(fuse)/**/*.test.ts"] },
  /** The sidecar on real FUSE mounts, which hang as no stand-in does. */
  fuse: { files: ["sidecar/test/fuse/**/*.test.ts"] },
  /** Real API server and etcd, started from `KUBEBUILDER_ASSETS`. */
  "control-plane": { files: ["test/control-plane/**/*.test.ts"] },
  /** Alerts, dashboard and scraping, in a real Prometheus. */
  metrics: { files: ["test/metrics/*.test.ts"], globalSetup: "test/metrics/global-setup.ts", concurrency: 2 },
  /** Images and chart on a real node. */
  cluster: { files: ["test/cluster/*.test.ts"], globalSetup: "test/cluster/global-setup.ts" },
  /** The same, where the test takes away what the others need: the webhook, the API server, the node. */
  "cluster-outage": {
    files: ["test/cluster/outage/*.test.ts"],
    globalSetup: "test/cluster/global-setup.ts",
    concurrency: 1,
  },
} as const satisfies Readonly<Record<string, LevelSettings>>;

export type Level = keyof typeof LEVELS;

export function isLevel(word: string): word is Level {
  return Object.hasOwn(LEVELS, word);
}
