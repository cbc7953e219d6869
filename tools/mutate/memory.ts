import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What was found out before, by a key that changes with everything that it depends on. */
export interface Memory<T> {
  readonly get: (key: string) => T | undefined;
  readonly set: (key: string, value: T) => void;
  readonly save: () => void;
}

/** A file that cannot be read counts as empty. */
export function openMemory<T>(file: string): Memory<T> {
  const known = new Map<string, T>(existsSync(file) ? entriesIn<T>(readFileSync(file, "utf8")) : []);
  return {
    get: (key) => known.get(key),
    set: (key, value) => void known.set(key, value),
    save() {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify([...known]));
    },
  };
}

export function keyOf(...parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest("base64url").slice(0, 22);
}

function entriesIn<T>(text: string): [string, T][] {
  try {
    return JSON.parse(text) as [string, T][];
  } catch {
    return [];
  }
}
