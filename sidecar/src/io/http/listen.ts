import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

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

/** A probe of the kubelet and a scrape: more at a time is someone else's mistake, and must not cost memory. */
const MAX_CONNECTIONS = 64;

/**
 * Of too many connections the oldest goes, not the newest: an answer takes a millisecond, so who has been there for long
 * has nothing to say, and who comes last may be the kubelet.
 */
function keepNewest(server: http.Server): void {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    if (sockets.size <= MAX_CONNECTIONS) return;
    const [oldest] = sockets;
    // Its close comes a moment later; until then the next one is the oldest.
    if (oldest) sockets.delete(oldest);
    oldest?.destroy();
  });
}

/** Rejects with a sentence that names the port and the setting. */
export function listen(port: number, route: Route, onError: (error: unknown) => void): Promise<HealthServer> {
  const server = http.createServer(
    {
      maxHeaderSize: 8 * 1024,
      headersTimeout: 5_000,
      requestTimeout: 10_000,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => respond(request, response, route, onError),
  );
  keepNewest(server);
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
