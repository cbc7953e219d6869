import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { socketConnection } from "@mount-monitor/kube";
import { type ClusterCalls, createClusterCalls } from "../cluster-calls.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Calls to a server on a socket, as kubectl's proxy is one. For tests. */
export async function withServer(handler: Handler, use: (calls: ClusterCalls) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-calls-"));
  const server = createServer(handler);
  await once(server.listen(path.join(folder, "api")), "listening");
  try {
    await use(createClusterCalls(socketConnection(path.join(folder, "api"))));
  } finally {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Text as it is, anything else as JSON. */
export function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status);
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}
