import { type ClientRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest, type RequestOptions } from "node:https";
import { isIP } from "node:net";
import type { ApiConnection } from "./api-connection.ts";

export interface ApiRequest {
  readonly method: "GET" | "PATCH";
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
  /** Of the header `Date`, whole seconds. */
  readonly dateMs: number | undefined;
}

/** A Secret or a webhook configuration has at most 1.5 MiB (etcd's limit). */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** One call on a connection of its own. Rejects when there is no complete answer within the time. */
export function callApi(connection: ApiConnection, request: ApiRequest, deadlineMs: number): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = openRequest(connection, request);
    const timer = setTimeout(() => outgoing.destroy(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs);
    outgoing.on("error", reject);
    outgoing.on("close", () => {
      clearTimeout(timer);
      // Settles nothing that is settled already.
      reject(new Error("the connection was closed before the answer was complete"));
    });
    outgoing.on("response", (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_ANSWER_BYTES) outgoing.destroy(new Error("the answer is larger than 4 MiB"));
        else chunks.push(chunk);
      });
      response.on("error", reject);
      response.on("end", () => {
        const body = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, body, dateMs: dateOf(response) });
      });
    });
  });
}

/** Sends a request whose answer the caller reads. What it throws is about the credentials. */
export function openRequest(connection: ApiConnection, { method, path, body, contentType }: ApiRequest): ClientRequest {
  const { ca, token } = connection.credentials();
  // What no header may contain would be quoted by the error that refuses it.
  if (!/^[\x21-\x7e]+$/.test(token)) throw new Error("the token of the service account is not one");
  const { hostname, port } = new URL(connection.url);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const text = body === undefined ? "" : JSON.stringify(body);
  const options: RequestOptions = {
    host,
    port: port || 443,
    method,
    path,
    ca,
    // Said here so that no variable of the environment can switch it off.
    rejectUnauthorized: true,
    servername: isIP(host) ? "" : host,
    agent: false,
    headers: {
      accept: "application/json",
      authorization: `Bearer ${token}`,
      "user-agent": "mount-monitor",
      ...(body === undefined ? {} : { "content-type": contentType, "content-length": Buffer.byteLength(text) }),
    },
  };
  const outgoing = httpsRequest(options);
  outgoing.end(text);
  return outgoing;
}

function dateOf({ headers }: IncomingMessage): number | undefined {
  const ms = Date.parse(headers.date ?? "");
  return Number.isNaN(ms) ? undefined : ms;
}
