import { closeSync, globSync, openSync, readSync } from "node:fs";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "../..");

/** Every shell script of the repository, by its name or its first line. */
export function shellScripts(): readonly string[] {
  const isOthers = (name: string) => /(^|\/)(node_modules|dist|\.git|\.cache)$/.test(name);
  return ["**/*", ".*/**/*"]
    .flatMap((pattern) =>
      globSync(pattern, { cwd: root, exclude: (entry) => isOthers(entry.name), withFileTypes: true }),
    )
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => file.endsWith(".sh") || /^#!.*\b(?:ba|da)?sh\b/.test(firstBytes(file)))
    .toSorted();
}

function firstBytes(file: string): string {
  const descriptor = openSync(path.join(root, file), "r");
  try {
    const buffer = Buffer.alloc(64);
    return buffer.toString("latin1", 0, readSync(descriptor, buffer)).split("\n")[0] ?? "";
  } finally {
    closeSync(descriptor);
  }
}
