import { Agent, request } from "node:https";
import type { ApiConnection } from "@mount-monitor/kube";

export interface ApiCall {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: unknown;
  /** Of a PATCH: merge unless said otherwise. */
  readonly contentType?: string;
  /** On top of ours, such as those that impersonate. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

export interface ApiReply {
  readonly status: number;
  readonly text: string;
  /** What kubectl prints as `Warning: …`. */
  readonly warnings: readonly string[];
  /** The answer as an object; throws where it is none. */
  // oxlint-disable-next-line typescript/no-explicit-any -- objects of the API, in tests alone
  json(): any;
}

/** Calls the API server as one user. Any answer is an answer; only without one does it reject. */
export interface ApiClient {
  call(path: string, call?: ApiCall): Promise<ApiReply>;
  /** The object that comes back; rejects with what the server said when that is no success. */
  // oxlint-disable-next-line typescript/no-explicit-any -- objects of the API, in tests alone
  expect(path: string, call?: ApiCall): Promise<any>;
  close(): void;
}

const DEADLINE_MS = 30_000;

export function createApiClient({ url, credentials }: ApiConnection): ApiClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const { ca, token } = credentials();
  const call = (path: string, { method = "GET", body, contentType, headers }: ApiCall = {}): Promise<ApiReply> =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const kind = contentType ?? (method === "PATCH" ? "application/merge-patch+json" : "application/json");
      const outgoing = request(new URL(path, url), {
        method,
        agent,
        ca,
        headers: {
          authorization: `Bearer ${token}`,
          accept: "application/json",
          ...headers,
          ...(text === undefined ? {} : { "content-type": kind, "content-length": Buffer.byteLength(text) }),
        },
      });
      outgoing.setTimeout(DEADLINE_MS, () => outgoing.destroy(new Error(`no answer to ${method} ${path}`)));
      outgoing.on("error", reject);
      outgoing.on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const answer = Buffer.concat(chunks).toString("utf8");
          resolve({
            status: response.statusCode ?? 0,
            text: answer,
            warnings: readWarnings(response.headers.warning),
            json: () => JSON.parse(answer),
          });
        });
      });
      outgoing.end(text);
    });
  return {
    call,
    async expect(path, options) {
      const reply = await call(path, options);
      if (reply.status < 200 || reply.status > 299)
        throw new Error(`${options?.method ?? "GET"} ${path}: ${reply.status} ${reply.text}`);
      return reply.json();
    },
    close: () => agent.destroy(),
  };
}

/** RFC 9111 as the API server writes it: `299 - "text", 299 - "text"`, in UTF-8, which Node takes for Latin-1. */
function readWarnings(header: string | undefined): string[] {
  const text = Buffer.from(header ?? "", "latin1").toString("utf8");
  return [...text.matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, quoted = ""]) => quoted.replaceAll(/\\(.)/g, "$1"));
}
