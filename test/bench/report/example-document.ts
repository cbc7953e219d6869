import type { BenchDocument } from "./document.ts";

/** Everything that a document can say. For tests. */
export const EXAMPLE_DOCUMENT: BenchDocument = {
  machine: { cpu: "AMD EPYC", cores: 2, memoryGb: 23.54, kernel: "Linux 6.18.1" },
  versions: { node: "24.0.0", commit: "0123456789ab" },
  quick: true,
  suites: [
    {
      name: "decide",
      about: "what deciding costs",
      seconds: 12,
      figures: [
        {
          name: "deciding, median",
          value: 0.0456,
          unit: "ms",
          budget: { of: "value", atMost: 0.2, met: true },
          point: { series: "deciding", of: "mounts", x: 1 },
        },
        {
          name: "answering, median",
          value: 1.5,
          unit: "ms",
          baseline: { name: "bare server", value: 1 },
          ratio: 1.5,
          budget: { of: "ratio", atMost: 1.2, met: false },
          note: "of a pod with one mount",
        },
      ],
      failed: "Error: no port",
    },
    { name: "cluster", about: "what following costs", missing: "needs KUBEBUILDER_ASSETS", figures: [] },
  ],
};
