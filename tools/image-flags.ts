import { readFileSync } from "node:fs";
import path from "node:path";

const root = path.dirname(import.meta.dirname);

const BUNDLES = { sidecar: "mount-monitor.cjs", webhook: "mount-monitor-webhook.cjs" } as const;

/** What Node is told in the image of a program: a program is tested and measured as it is shipped. */
export function imageFlags(program: keyof typeof BUNDLES, tree = root): readonly string[] {
  return flagsOf(readFileSync(path.join(tree, "Dockerfile"), "utf8"), BUNDLES[program]);
}

/** Those before the bundle in the ENTRYPOINT that runs it. */
export function flagsOf(dockerfile: string, bundle: string): readonly string[] {
  for (const [, list = ""] of dockerfile.matchAll(/^ENTRYPOINT (\[.*\])$/gm)) {
    const [node, ...words] = JSON.parse(list) as readonly string[];
    const at = words.findIndex((word) => path.basename(word) === bundle);
    if (node === "node" && at >= 0) return words.slice(0, at);
  }
  throw new Error(`failed to find how ${bundle} is run: no ENTRYPOINT of the Dockerfile has it`);
}
