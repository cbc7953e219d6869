import type { ClientRequest, IncomingMessage } from "node:http";
import type { RequestOptions } from "node:https";
import type { KubeAnswer } from "../../core/kube/classify-answer.ts";

/** One request and its answer, on a connection of its own. */
export interface ExchangeSpec {
  readonly options: RequestOptions;
  readonly body: string;
  readonly deadlineMs: number;
  readonly maxAnswerBytes: number;
  readonly signal: AbortSignal | undefined;
}

export type Exchange =
  | { readonly t: "answered"; readonly answer: KubeAnswer }
  | { readonly t: "failed"; readonly cause: unknown }
  | { readonly t: "timeout" | "too-large" | "cancelled" };

/** Never rejects, and leaves neither a socket nor a timer behind. */
export function exchange({ options, body, deadlineMs, maxAnswerBytes, signal }: ExchangeSpec): Promise<Exchange> {
  return new Promise((resolve) => {
    let request: ClientRequest | undefined;
    let responded = false;
    const settle = (result: Exchange): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
      request?.destroy();
      resolve(result);
    };
    const cancel = (): void => settle({ t: "cancelled" });
    const fail = (cause: unknown): void => settle({ t: "failed", cause });
    // Of a process that was stopped, the timer is due before the answer that has long arrived: read once more first.
    const timer = setTimeout(() => setImmediate(settle, { t: "timeout" }), deadlineMs);
    if (signal?.aborted) return cancel();
    signal?.addEventListener("abort", cancel);
    try {
      request = httpsRequest(options);
      // Stays for good: a socket that is being destroyed may still report an error, which would end the process.
      request.on("error", fail);
      request.on("close", () => responded || fail(closedEarly()));
      request.on("response", (response) => {
        responded = true;
        readAnswer(response, maxAnswerBytes, settle, fail);
      });
      request.end(body);
    } catch (cause) {
      fail(cause);
    }
  });
}

/** Not imported at the top: TLS costs 3 MB for ever, in every pod, and most pods never need it. */
function httpsRequest(options: RequestOptions): ClientRequest {
  return process.getBuiltinModule("node:https").request(options);
}

function readAnswer(
  response: IncomingMessage,
  maxBytes: number,
  settle: (result: Exchange) => void,
  fail: (cause: unknown) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) return settle({ t: "too-large" });
    chunks.push(chunk);
  });
  response.on("error", fail);
  // The close of the request may come before the end of its answer, that of the response never.
  response.on("close", () => fail(closedEarly()));
  response.on("end", () => {
    const retryAfter = response.headers["retry-after"];
    const body = Buffer.concat(chunks).toString("utf8");
    const status = response.statusCode ?? 0;
    settle({ t: "answered", answer: { status, body, ...(retryAfter === undefined ? {} : { retryAfter }) } });
  });
}

const closedEarly = (): Error => new Error("the connection was closed before the answer was complete");
