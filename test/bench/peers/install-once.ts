import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { toolsFolder } from "./tools-folder.ts";

/** A folder by that name with what `install` puts into it; all of it or nothing, and only the first time. */
export function installOnce(name: string, install: (folder: string) => void): string {
  const folder = path.join(toolsFolder(), name);
  if (existsSync(folder)) return folder;
  mkdirSync(path.dirname(folder), { recursive: true });
  const partial = mkdtempSync(`${folder}.`);
  try {
    install(partial);
    // Somebody else may have been faster; both are the same.
    if (!existsSync(folder)) renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}
