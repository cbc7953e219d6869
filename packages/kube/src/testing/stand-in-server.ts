import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { issueCa, issueLeaf } from "@mount-monitor/certs";
import type { ApiConnection } from "../connection.ts";

export type Answering = (response: ServerResponse, query: URLSearchParams, request: IncomingMessage) => void;

/** An API server that does what it is told, wrong things above all; what a right one does is tested on a real one. */
export interface StandInServer {
  /** A new one for each who asks. What comes by way of an earlier one is dropped: it may be late. */
  connect(): ApiConnection;
  /** How lists and watches are answered from now on. */
  onList: Answering;
  onWatch: Answering;
  /** Queries of the lists and of the watches of the last connection. */
  readonly lists: readonly URLSearchParams[];
  readonly watches: readonly URLSearchParams[];
  /** Calls that are not over. */
  open(): number;
  stop(): void;
}

export async function startStandIn(): Promise<StandInServer> {
  const validity = { notBeforeMs: Date.now() - 60_000, notAfterMs: Date.now() + 600_000 };
  const signer = await issueCa(validity);
  const leaf = await issueLeaf({ signer, validity, hosts: ["127.0.0.1"] });
  const lists: URLSearchParams[] = [];
  const watches: URLSearchParams[] = [];
  const open = new Set<ServerResponse>();
  let turn = 0;
  const server = createServer({ cert: leaf.certPem, key: leaf.key.reveal() }, (request, response) => {
    if (request.headers.authorization !== `Bearer ${turn}`) {
      request.destroy();
      return;
    }
    const query = new URL(request.url ?? "", "https://stand-in").searchParams;
    const isWatch = query.has("watch");
    (isWatch ? watches : lists).push(query);
    open.add(response);
    response.on("close", () => open.delete(response));
    response.on("error", () => {});
    if (isWatch) standIn.onWatch(response, query, request);
    else standIn.onList(response, query, request);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const standIn: StandInServer = {
    connect() {
      lists.length = 0;
      watches.length = 0;
      const token = String(++turn);
      return { url: `https://127.0.0.1:${port}`, credentials: () => ({ ca: signer.certPem, token }) };
    },
    onList: (response) => page(response, []),
    onWatch: () => {},
    lists,
    watches,
    open: () => open.size,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
  return standIn;
}

export interface PageMarks {
  readonly version?: string;
  readonly more?: string;
}

/** The last page of a list unless `more` is said. */
export function page(
  response: ServerResponse,
  items: readonly object[],
  { version = "1", more }: PageMarks = {},
): void {
  answer(response, 200, { items, metadata: { resourceVersion: version, ...(more ? { continue: more } : {}) } });
}

/** A failure as the API server words it. */
export function refuse(response: ServerResponse, code: number, reason: string, message = reason): void {
  answer(response, code, statusOf(code, reason, message));
}

export function statusOf(code: number, reason: string, message = reason): object {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", code, reason, message };
}

export function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

export function thing(name: string, version: string, value = ""): object {
  return { metadata: { namespace: "n", name, resourceVersion: version, labels: { value } } };
}

/** One event of a watch, with its line end. */
export function line(type: string, object: object): string {
  return `${JSON.stringify({ type, object })}\n`;
}
