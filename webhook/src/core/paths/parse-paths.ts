import { annotationKey, show } from "@mount-monitor/contract";
import type { Finding } from "../decision.ts";
import { normalizePath } from "./mount-path.ts";

export const MAX_PATHS = 64;

export type ParsedPaths =
  | { readonly ok: true; readonly paths: readonly string[] }
  | { readonly ok: false; readonly error: Finding };

/** Absolute, normalized, each once, at most 64. */
export function parsePaths(listed: readonly string[]): ParsedPaths {
  const key = annotationKey("paths");
  const relative = listed.find((path) => !path.startsWith("/"));
  if (relative !== undefined) {
    return refuse(
      "path-not-absolute",
      `${key} has ${show(relative)}, which is not absolute; did you mean /${relative}?`,
    );
  }
  const dotted = listed.find((path) => path.split("/").some((segment) => segment === "." || segment === ".."));
  if (dotted !== undefined) {
    return refuse("malformed-value", `${key} has ${show(dotted)}; write it without . and .. segments`);
  }
  const long = listed.find((path) => path.length > 4096);
  if (long !== undefined) {
    return refuse("malformed-value", `${key} has ${show(long)}, which is longer than the 4096 characters of a path`);
  }
  const paths = [...new Set(listed.map(normalizePath))];
  if (paths.length > MAX_PATHS) {
    return refuse("too-many-paths", `${key} names ${paths.length} paths, but at most ${MAX_PATHS} can be monitored`);
  }
  return { ok: true, paths };
}

function refuse(code: "path-not-absolute" | "malformed-value" | "too-many-paths", sentence: string): ParsedPaths {
  return { ok: false, error: { code, sentence } };
}
