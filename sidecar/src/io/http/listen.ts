import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { LONGEST_TIMER_MS } from "../clock.ts";
import { boundConnections } from "./bound-connections.ts";

export interface Answer {
  readonly status: number;
  readonly type: "application/json" | "text/plain; version=0.0.4";
  readonly body: string;
}

/** One function a path; undefined is a path that there is not. */
export type Route = (path: string) => (() => Answer) | undefined;

export interface HealthServer {
  readonly port: number;
  close(): void;
}

/** Rejects with a sentence that names the port and the setting. */
export function listen(port: number, route: Route, onError: (error: unknown) => void): Promise<HealthServer> {
  const server = http.createServer(
    {
      maxHeaderSize: 8 * 1024,
      keepAliveTimeout: 5_000,
      // `boundConnections` sees to that.
      headersTimeout: 0,
      requestTimeout: 0,
      connectionsCheckingInterval: LONGEST_TIMER_MS,
    },
    (request, response) => respond(request, response, route, onError),
  );
  boundConnections(server);
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(new Error(explain(error, port), { cause: error })));
    server.listen(port, () => {
      server.removeAllListeners("error");
      server.on("error", onError);
      // The port does not keep the process: what does is told by whoever stops it.
      resolve({
        port: (server.address() as AddressInfo).port,
        close() {
          server.close();
          server.closeAllConnections();
        },
      });
    });
  });
}

function respond(
  request: IncomingMessage,
  response: ServerResponse,
  route: Route,
  onError: (error: unknown) => void,
): void {
  const answer = answerTo(request, route, onError);
  const body = Buffer.from(answer.body);
  // Whoever sends a body is not answered on the same connection again, so that it need not be read.
  if (request.headers["content-length"] !== undefined || request.headers["transfer-encoding"] !== undefined) {
    response.setHeader("connection", "close");
  }
  if (answer.status === 405) response.setHeader("allow", "GET, HEAD");
  response.writeHead(answer.status, {
    "content-type": answer.type,
    "content-length": body.length,
    "cache-control": "no-store",
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

function answerTo(request: IncomingMessage, route: Route, onError: (error: unknown) => void): Answer {
  try {
    const [path = ""] = (request.url ?? "").split("?", 1);
    const answer = route(path);
    if (!answer) return json(404, { error: `there is nothing at ${path.slice(0, 100)}; see /healthz/status` });
    if (request.method !== "GET" && request.method !== "HEAD")
      return json(405, { error: "only GET and HEAD are answered" });
    return answer();
  } catch (error) {
    onError(error);
    return json(500, { error: "internal error; the log has it" });
  }
}

export function json(status: number, value: unknown): Answer {
  return { status, type: "application/json", body: `${JSON.stringify(value)}\n` };
}

function explain(error: NodeJS.ErrnoException, port: number): string {
  const fix = "choose another with httpPort in the configuration, --http-port or MOUNT_MONITOR_HTTP_PORT";
  if (error.code === "EADDRINUSE") return `failed to listen on port ${port}: another program has it; ${fix}`;
  if (error.code === "EACCES") return `failed to listen on port ${port}: only root may listen below 1024; ${fix}`;
  return `failed to listen on port ${port}: ${error.message}; ${fix}`;
}
