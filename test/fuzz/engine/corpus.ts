import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const FUZZ = path.dirname(import.meta.dirname);
export const ROOT = path.resolve(FUZZ, "../..");
const CORPUS = path.join(FUZZ, "corpus");
/** Inputs that failed; not in the repository until somebody names them. */
const FOUND = path.join(FUZZ, "found");
/** How the names begin of what the fuzzer itself has kept: these it may also throw away. */
const REACHED = "reached-";

export interface Entry {
  readonly name: string;
  readonly bytes: Buffer;
}

/** In the order of their names. A target without a folder has none. */
export function readCorpus(target: string): Entry[] {
  const folder = path.join(CORPUS, target);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).toSorted();
  return names.map((name) => ({ name, bytes: readFileSync(path.join(folder, name)) }));
}

/** Names of the folders in the corpus. */
export function corpusFolders(): string[] {
  return readdirSync(CORPUS).toSorted();
}

export function isReached({ name }: Entry): boolean {
  return name.startsWith(REACHED);
}

export function nameOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 10);
}

/** Exchanges what the fuzzer has kept; what people named stays. */
export function writeReached(target: string, inputs: readonly Buffer[]): void {
  const folder = path.join(CORPUS, target);
  mkdirSync(folder, { recursive: true });
  for (const entry of readCorpus(target).filter(isReached)) rmSync(path.join(folder, entry.name));
  for (const bytes of inputs) writeFileSync(path.join(folder, REACHED + nameOf(bytes)), bytes);
}

/** Gives back the file, relative to the repository. */
export function writeFound(target: string, bytes: Buffer): string {
  const folder = path.join(FOUND, target);
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, nameOf(bytes));
  writeFileSync(file, bytes);
  return path.relative(ROOT, file);
}
