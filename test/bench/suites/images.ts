import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { BUNDLES, missingBundle } from "../process/bundles.ts";
import type { Suite } from "../report/suite.ts";

const BUDGET_MB = 2;
const MB = 1024 * 1024;

/** An image is its base and one bundle, so that is what a program adds. */
export const images: Suite = {
  name: "images",
  about: "what each image adds to its base: one file",
  missing: () => missingBundle("sidecar", "webhook"),
  run({ tell }) {
    for (const program of ["sidecar", "webhook"] as const) {
      const bundle = readFileSync(BUNDLES[program]);
      tell({ name: `bundle of the ${program}`, value: bundle.length / 1024, unit: "KiB" });
      tell({
        name: `layer of the ${program}, compressed`,
        value: gzipSync(bundle).length / MB,
        unit: "MB",
        budget: { of: "value", atMost: BUDGET_MB },
        note: "compressed by gzip, as registries keep layers",
      });
    }
    return Promise.resolve();
  },
};
