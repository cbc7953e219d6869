import type { IncomingMessage } from "node:http";
import { mayPass, saidIn } from "../answer.ts";
import { parseObject } from "../api-object.ts";
import type { ApiConnection } from "../connection.ts";
import { openRequest } from "../request.ts";
import { withoutSecrets } from "../without-secrets.ts";
import { acceptFor, type Collection, watchPath } from "./collection.ts";
import type { Pace } from "./pace.ts";
import { createLineSplitter } from "./split-lines.ts";

export type WatchEnd =
  /** The version is too old: list again. */
  | { readonly t: "expired" }
  /** As planned, or without a word: go on where it stopped. */
  | { readonly t: "ended" }
  | { readonly t: "failed"; readonly why: string }
  /** The server says no: trying again at once would not help. */
  | { readonly t: "refused"; readonly why: string };

export interface LineReader {
  /** The server has taken the watch. What it says first may still be that it cannot go on. */
  readonly begun: () => void;
  /** Says when to stop, and why. */
  readonly take: (line: string) => WatchEnd | undefined;
}

export interface WatchOptions extends Pick<Pace, "silenceMs" | "watchSeconds"> {
  readonly resourceVersion: string;
  readonly signal: AbortSignal;
}

/** One watch, from its request to its end. Never rejects. */
export function readWatch(
  connection: ApiConnection,
  collection: Collection<unknown>,
  { resourceVersion, signal, silenceMs, watchSeconds }: WatchOptions,
  { begun, take }: LineReader,
): Promise<WatchEnd> {
  const { promise, resolve } = Promise.withResolvers<WatchEnd>();
  const failed = (error: unknown) => resolve({ t: "failed", why: withoutSecrets(wordsOf(error)) });
  try {
    const path = watchPath(collection, { resourceVersion, timeoutSeconds: watchSeconds });
    const request = openRequest(connection, { method: "GET", path, accept: acceptFor(collection, "watch") });
    const stop = () => request.destroy();
    signal.addEventListener("abort", stop);
    request.setTimeout(silenceMs, () => request.destroy(new Error("the connection was silent for too long")));
    request.on("socket", (socket) => socket.setKeepAlive(true, 15_000));
    request.on("error", failed);
    request.on("close", () => {
      signal.removeEventListener("abort", stop);
      // Settles nothing that is settled already.
      resolve({ t: "ended" });
    });
    request.on("response", (response) => {
      if (response.statusCode !== 200) {
        // The last resort against an answer that never ends.
        request.setTimeout(ANSWER_MS, stop);
        void endOf(response).then(resolve).finally(stop);
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

const ANSWER_MS = 5_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/** What an answer means that is no watch. The one who asks must see to it that the answer ends. */
async function endOf(response: IncomingMessage): Promise<WatchEnd> {
  const { statusCode = 0 } = response;
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) break;
    }
  } catch {
    // What it said until then has to do.
  }
  if (statusCode === 410) return { t: "expired" };
  const why = withoutSecrets(saidIn(parseObject(Buffer.concat(chunks).toString("utf8")), statusCode));
  return { t: mayPass(statusCode) || statusCode < 400 ? "failed" : "refused", why };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
