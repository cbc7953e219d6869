import type { Server } from "node:http";
import type { Socket } from "node:net";

/** A probe of the kubelet and a scrape: more at a time is someone else's mistake, and must not cost memory. */
const MAX_CONNECTIONS = 64;
/** From the connection, or the answer before, to a whole request. One that nobody uses is closed sooner. */
const REQUEST_MS = 10_000;
const TOO_SLOW = "HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n";

/**
 * Bounds how many connections there are and how long each may take.
 *
 * Of too many the oldest goes, not the newest: an answer takes a millisecond, so who has been there for long has nothing
 * to say, and who comes last may be the kubelet. One whose request does not come, or comes drop by drop, has a timer of
 * its own. Node's own way looks at all of them once a second, also where there are none, and most wake-ups of an idle
 * monitor were for that.
 */
export function boundConnections(server: Server): void {
  /** The oldest first, each with what ends it. */
  const open = new Map<Socket, NodeJS.Timeout>();
  server.on("connection", (socket: Socket) => {
    const cut = setTimeout(() => {
      socket.write(TOO_SLOW);
      socket.destroySoon();
    }, REQUEST_MS).unref();
    open.set(socket, cut);
    socket.once("close", () => {
      clearTimeout(cut);
      open.delete(socket);
    });
    if (open.size <= MAX_CONNECTIONS) return;
    const [oldest] = open.keys();
    // Its close comes a moment later; until then the next one is the oldest.
    if (oldest) open.delete(oldest);
    oldest?.destroy();
  });
  server.on("request", ({ socket }, response) => {
    // One that is closed is not there any more: its timer was cleared, and would start anew.
    response.once("finish", () => void open.get(socket)?.refresh());
  });
}
