import { existsSync } from "node:fs";
import path from "node:path";
import { TREE } from "./tree.ts";

export const BUNDLES = {
  sidecar: path.join(TREE, "sidecar/dist/mount-monitor.cjs"),
  webhook: path.join(TREE, "webhook/dist/mount-monitor-webhook.cjs"),
} as const;

/** Why a program cannot be measured, and what to do; nothing where it is built. */
export function missingBundle(...programs: ReadonlyArray<keyof typeof BUNDLES>): string | undefined {
  const missing = programs.find((program) => !existsSync(BUNDLES[program]));
  return missing === undefined ? undefined : `needs the ${missing} as it is built: npm run build`;
}
