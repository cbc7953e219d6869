import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../../..");

/** The program as it ships. */
export const BUNDLE = path.join(root, "sidecar/dist/mount-monitor.cjs");

const SOURCES = ["sidecar/src", "packages/contract/src", "packages/process/src"];

/** A bundle that is older than its sources would be tested in vain. */
export function requireFreshBundle(): void {
  if (!existsSync(BUNDLE)) throw new Error(`there is no ${BUNDLE}; do: npm run build`);
  const builtMs = statSync(BUNDLE).mtimeMs;
  for (const folder of SOURCES) {
    for (const file of readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts") || file.endsWith(".test.ts")) continue;
      if (statSync(path.join(root, folder, file)).mtimeMs > builtMs)
        throw new Error(`${BUNDLE} is older than ${folder}/${file}; do: npm run build`);
    }
  }
}
