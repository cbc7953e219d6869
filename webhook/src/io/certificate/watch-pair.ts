import { type FSWatcher, watch } from "node:fs";
import path from "node:path";
import type { TlsFiles } from "../config/webhook-config.ts";
import { checkPair, readPair, type UsablePair } from "./read-pair.ts";

export interface PairListener {
  /** A pair that is new and usable. */
  readonly onPair: (pair: UsablePair) => void;
  /** There is none: `news` is whether it is for another reason than the last time. */
  readonly onError: (error: string, news: boolean) => void;
}

export interface PairWatch {
  /** Undefined while a pair is in use, else why there is none. */
  readonly missing: () => string | undefined;
  close(): void;
}

/** Files are written one after the other; looking between the two would find a pair that does not belong together. */
const SETTLE_MS = 100;

/**
 * Tells of each new pair, the first one included. Changes are watched for, and polled for, since a watch is lost when a folder is replaced and
 * does not exist on some file systems. A pair that cannot be used is never told of: the last good one stays.
 * Resolves once the files were looked at for the first time.
 */
export async function watchPair(files: TlsFiles, { onPair, onError }: PairListener): Promise<PairWatch> {
  const { certFile, keyFile } = files;
  let current: UsablePair | undefined;
  let lastError: string | undefined;
  let looking = Promise.resolve();
  let settle: NodeJS.Timeout | undefined;
  let watchers: FSWatcher[] = [];

  const refuse = (error: string) => {
    onError(error, error !== lastError);
    lastError = error;
  };
  const look = async () => {
    const read = await readPair(certFile, keyFile);
    if (!read.ok) return refuse(read.error);
    if (read.cert === current?.cert && read.key === current.key) {
      lastError = undefined;
      return;
    }
    const checked = checkPair(read, files, Date.now());
    if (!checked.ok) return refuse(checked.error);
    lastError = undefined;
    current = checked.pair;
    onPair(checked.pair);
  };
  // One look at a time, so that an old one cannot overtake a new one.
  const lookSoon = () => (looking = looking.then(look));
  const rewatch = () => {
    for (const watcher of watchers) watcher.close();
    const folders = new Set([path.dirname(certFile), path.dirname(keyFile)]);
    watchers = [...folders].flatMap((folder) => watchFolder(folder, noticed));
  };
  const noticed = () => {
    clearTimeout(settle);
    settle = setTimeout(() => void lookSoon(), SETTLE_MS);
  };
  rewatch();
  const poll = setInterval(() => {
    rewatch();
    void lookSoon();
  }, files.pollIntervalMs);
  await lookSoon();
  return {
    missing: () => (current === undefined ? (lastError ?? "the certificate was not read yet") : undefined),
    close() {
      clearInterval(poll);
      clearTimeout(settle);
      for (const watcher of watchers) watcher.close();
    },
  };
}

/** The folder, not the file: a Secret is swapped by a symbolic link beside it. */
function watchFolder(folder: string, noticed: () => void): FSWatcher[] {
  try {
    // A watch that breaks is no loss: polling goes on.
    return [watch(folder, noticed).on("error", () => {})];
  } catch {
    return [];
  }
}
