import { type ClientRequest, type IncomingMessage, request as httpRequest } from "node:http";
import { request as httpsRequest, type RequestOptions } from "node:https";
import { isIP } from "node:net";
import { createSecureContext, type SecureContext } from "node:tls";
import type { ApiConnection } from "./connection.ts";

export type ApiMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface ApiRequest {
  readonly method: ApiMethod;
  readonly path: string;
  readonly body?: unknown;
  /** Of the body. Default `application/json`. */
  readonly contentType?: string;
  /** Default `application/json`. */
  readonly accept?: string;
  /** Of what is kept. Default 4 MiB: one object has at most 1.5 MiB (etcd's limit). */
  readonly maxAnswerBytes?: number;
  /** Takes the body of a success piece by piece, and gives back what of it is to be kept. What it throws ends the call. */
  readonly sift?: (text: string) => string;
  /** How long the whole answer may take. Default 5 s. */
  readonly deadlineMs?: number;
  /** Gives the call up. */
  readonly signal?: AbortSignal;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
  /** Of the header `Date`, whole seconds. */
  readonly dateMs: number | undefined;
  /** Of the headers `Warning`, as the server sent them: `299 - "…"`. */
  readonly warnings: string;
}

const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const DEADLINE_MS = 5_000;

/** One call on a connection of its own. Rejects when there is no complete answer within the time. */
export function callApi(connection: ApiConnection, request: ApiRequest): Promise<ApiAnswer> {
  const { maxAnswerBytes = MAX_ANSWER_BYTES, deadlineMs = DEADLINE_MS, sift, signal } = request;
  return new Promise((resolve, reject) => {
    const outgoing = openRequest(connection, request);
    const timer = setTimeout(() => outgoing.destroy(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs);
    const giveUp = () => outgoing.destroy(new Error("the call was given up"));
    if (signal?.aborted) giveUp();
    else signal?.addEventListener("abort", giveUp);
    outgoing.on("error", reject);
    outgoing.on("close", () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
      // Settles nothing that is settled already.
      reject(new Error("the connection was closed before the answer was complete"));
    });
    outgoing.on("response", (response) => {
      const { statusCode: status = 0 } = response;
      const read = sift === undefined || status < 200 || status > 299 ? asItIs : sift;
      let body = "";
      let bytes = 0;
      response.setEncoding("utf8");
      response.on("data", (text: string) => {
        try {
          const kept = read(text);
          body += kept;
          bytes += Buffer.byteLength(kept);
          if (bytes > maxAnswerBytes)
            throw new Error(`the answer is larger than ${Math.floor(maxAnswerBytes / 1024 / 1024)} MiB`);
        } catch (error) {
          // First of all: the end of the answer may be here already.
          reject(error);
          outgoing.destroy();
        }
      });
      response.on("error", reject);
      response.on("end", () => {
        resolve({ status, body, dateMs: dateOf(response), warnings: response.headers.warning ?? "" });
      });
    });
  });
}

function asItIs(text: string): string {
  return text;
}

/** Sends a request whose answer the caller reads. What it throws is about the credentials. */
export function openRequest(connection: ApiConnection, request: ApiRequest): ClientRequest {
  const { method, path, body, contentType = "application/json", accept = "application/json" } = request;
  const { ca, token } = connection.credentials();
  // What no header may contain would be quoted by the error that refuses it.
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token))
    throw new Error("the token of the service account is not one");
  const text = body === undefined ? "" : JSON.stringify(body);
  const headers = {
    accept,
    "user-agent": "mount-monitor",
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { "content-type": contentType, "content-length": Buffer.byteLength(text) }),
  };
  const options: RequestOptions = { method, path, headers, agent: false };
  const outgoing =
    connection.socketPath === undefined
      ? httpsRequest({ ...options, ...tlsOptions(connection.url, ca) })
      : httpRequest({ ...options, socketPath: connection.socketPath });
  outgoing.end(text);
  return outgoing;
}

function tlsOptions(url: string, ca: string | undefined): RequestOptions {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return {
    host,
    port: port || 443,
    ...(ca === undefined ? {} : { secureContext: contextFor(ca) }),
    // Said here so that no variable of the environment can switch it off.
    rejectUnauthorized: true,
    servername: isIP(host) ? "" : host,
  };
}

let lastContext: { readonly ca: string; readonly context: SecureContext } | undefined;

/** Making one takes longer than a handshake, and each is memory outside of the heap until it is collected. */
function contextFor(ca: string): SecureContext {
  if (lastContext?.ca !== ca) lastContext = { ca, context: createSecureContext({ ca }) };
  return lastContext.context;
}

function dateOf({ headers }: IncomingMessage): number | undefined {
  const ms = Date.parse(headers.date ?? "");
  return Number.isNaN(ms) ? undefined : ms;
}
