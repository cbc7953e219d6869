import type { Server } from "node:http";
import type { Socket } from "node:net";

/** A probe of the kubelet and a scrape: more at a time is someone else's mistake, and must not cost memory. */
const MAX_CONNECTIONS = 64;
/** From the connection, or the answer before, to a whole request. One that nobody uses is closed sooner. */
const REQUEST_MS = 10_000;
const TOO_SLOW = "HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n";

/**
 * Of too many connections the oldest goes, not the newest: an answer takes a millisecond, so who has been there for long
 * has nothing to say, and who comes last may be the kubelet.
 */
export function keepNewest(server: Server): void {
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

/**
 * Ends connections whose request does not come, or comes drop by drop. A timer for each while it is there: Node's own way
 * looks at all of them once a second, also where there are none, and most wake-ups of an idle monitor were for that.
 */
export function cutSlow(server: Server): void {
  const timers = new WeakMap<Socket, NodeJS.Timeout>();
  server.on("connection", (socket: Socket) => {
    const timer = setTimeout(() => {
      socket.write(TOO_SLOW);
      socket.destroySoon();
    }, REQUEST_MS).unref();
    timers.set(socket, timer);
    socket.once("close", () => clearTimeout(timer));
  });
  server.on("request", ({ socket }, response) => {
    response.once("finish", () => {
      // One that was cleared would start anew.
      if (!socket.destroyed) timers.get(socket)?.refresh();
    });
  });
}
