import type { Server } from "node:http";
import net, { type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** How long a call may still arrive on a connection whose end is under way to the client. */
const LAST_CALL_MS = 250;

export interface Closer {
  /**
   * Ends the server without cutting anybody off: no new connections, calls under way are answered, then their
   * connection ends. After `timeoutMs` whoever is left is cut off; resolves to how many those were.
   */
  close(timeoutMs: number): Promise<number>;
}

/**
 * Made before the server listens, since it has to know which connections are idle. `server.close()` of node:http destroys
 * those at once: a call that crosses with it is answered by a reset, which clients do not dare to repeat. A connection
 * that is ended in order tells them that the call was not looked at, and Go repeats it elsewhere.
 */
export function closerOf(server: Server): Closer {
  const idle = new Set<Socket>();
  const open = new Set<Socket>();
  let closing = false;
  const endIfIdle = async (socket: Socket) => {
    if (!idle.has(socket)) return;
    socket.end();
    await pause(LAST_CALL_MS);
    if (idle.has(socket)) socket.destroy();
  };
  const opened = async (socket: Socket) => {
    open.add(socket);
    idle.add(socket);
    socket.once("close", () => {
      open.delete(socket);
      idle.delete(socket);
    });
    // It was accepted before, and the handshake took its time. Clients open more connections than they have calls for.
    if (!closing) return;
    await pause(LAST_CALL_MS);
    await endIfIdle(socket);
  };
  server.on(connectionEvent(server), (socket: Socket) => void opened(socket));
  server.on("request", ({ socket }, response) => {
    // On one that has ended there is no answering: the client is told so by the end, and may not be waited for.
    if (!socket.writable) return;
    idle.delete(socket);
    response.once("close", () => {
      if (closing) socket.end();
      else if (open.has(socket)) idle.add(socket);
    });
  });
  return {
    async close(timeoutMs) {
      closing = true;
      const closed = new Promise<true>((resolve) => {
        net.Server.prototype.close.call(server, () => resolve(true));
      });
      for (const socket of idle) void endIfIdle(socket);
      // The server knows of the end of its last connection before that connection says so.
      if ((await Promise.race([closed, pause(LAST_CALL_MS + timeoutMs)])) === true) return 0;
      const left = open.size;
      for (const socket of open) socket.destroy();
      return left;
    },
  };
}

function pause(timeMs: number): Promise<void> {
  return wait(timeMs, undefined, { ref: false });
}

/** Over TLS a connection is one once the handshake is done. */
function connectionEvent(server: Server): string {
  return "setSecureContext" in server ? "secureConnection" : "connection";
}
