import type { IncomingMessage } from "node:http";
import type { ApiConnection } from "../connection.ts";
import { openRequest } from "../request.ts";
import { withoutSecrets } from "../without-secrets.ts";
import { acceptFor, type Collection, watchPath } from "./collection.ts";
import { createLineSplitter } from "./split-lines.ts";

/** The API server ends a watch after this; it is then begun again where it stopped. */
const WATCH_SECONDS = 290;
/** Bookmarks come about every minute: a connection that is silent for so long is dead. */
const SILENCE_MS = (WATCH_SECONDS + 20) * 1_000;

export type WatchEnd =
  /** The version is too old: list again. */
  | { readonly t: "expired" }
  /** As planned, or without a word: go on where it stopped. */
  | { readonly t: "ended" }
  | { readonly t: "failed"; readonly why: string };

export interface LineReader {
  /** The server has taken the watch. */
  readonly begun: () => void;
  /** Says when to stop, and why. */
  readonly take: (line: string) => WatchEnd | undefined;
}

/** One watch, from its request to its end. Never rejects. */
export function readWatch(
  connection: ApiConnection,
  collection: Collection<unknown>,
  resourceVersion: string,
  signal: AbortSignal,
  { begun, take }: LineReader,
): Promise<WatchEnd> {
  const { promise, resolve } = Promise.withResolvers<WatchEnd>();
  const failed = (error: unknown) => resolve({ t: "failed", why: withoutSecrets(wordsOf(error)) });
  try {
    const path = watchPath(collection, { resourceVersion, timeoutSeconds: WATCH_SECONDS });
    const request = openRequest(connection, { method: "GET", path, accept: acceptFor(collection, "watch") });
    const stop = () => request.destroy();
    signal.addEventListener("abort", stop);
    request.setTimeout(SILENCE_MS, () => request.destroy(new Error("the connection was silent for too long")));
    request.on("socket", (socket) => socket.setKeepAlive(true, 15_000));
    request.on("error", failed);
    request.on("close", () => {
      signal.removeEventListener("abort", stop);
      // Settles nothing that is settled already.
      resolve({ t: "ended" });
    });
    request.on("response", (response) => {
      if (response.statusCode !== 200) {
        resolve(refused(response));
        return;
      }
      begun();
      const split = createLineSplitter();
      response.on("error", failed);
      response.on("data", (chunk: Buffer) => {
        try {
          for (const line of split(chunk)) {
            const end = take(line);
            if (end === undefined) continue;
            resolve(end);
            stop();
            return;
          }
        } catch (error) {
          failed(error);
          stop();
        }
      });
    });
  } catch (error) {
    failed(error);
  }
  return promise;
}

/** 410: the version is too old. Anything else may be otherwise the next time. */
function refused(response: IncomingMessage): WatchEnd {
  response.on("error", () => {});
  response.resume();
  return response.statusCode === 410 ? { t: "expired" } : { t: "failed", why: `status ${response.statusCode}` };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
