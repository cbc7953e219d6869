import { type FSWatcher, watch } from "node:fs";
import path from "node:path";

export interface FolderWatch {
  /** A folder that was replaced is not watched any more: begin anew from time to time. */
  renew(): void;
  close(): void;
}

/** Folders, not files: the volume of a Secret changes by a symbolic link that is swapped. */
export function watchFolders(files: readonly string[], noticed: () => void): FolderWatch {
  const folders = [...new Set(files.map((file) => path.dirname(file)))];
  let watchers: FSWatcher[] = [];
  const close = () => {
    for (const watcher of watchers) watcher.close();
    watchers = [];
  };
  const renew = () => {
    close();
    watchers = folders.flatMap((folder) => {
      try {
        // One that breaks, or cannot be had on some file systems, is no loss: files are polled as well.
        return [watch(folder, { persistent: false }, noticed).on("error", () => {})];
      } catch {
        return [];
      }
    });
  };
  renew();
  return { renew, close };
}
