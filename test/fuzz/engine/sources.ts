import path from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "./corpus.ts";

const PROGRAMS = /^(?:packages\/[^/]+|certs|sidecar|webhook)\/(?:src|schema)\//;

/** The path of one of our sources in the repository, from the URL that it was loaded by; undefined for all others. */
export function sourceOf(url: string): string | undefined {
  if (!url.startsWith("file:") || url.includes("/node_modules/")) return undefined;
  const file = path.relative(ROOT, fileURLToPath(url));
  return PROGRAMS.test(file) ? file : undefined;
}
