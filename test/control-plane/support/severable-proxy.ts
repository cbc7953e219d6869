import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A way to a port of this machine that can be severed, while whoever listens there goes on. */
export interface SeverableProxy {
  readonly port: number;
  /** Breaks the connections that there are, and takes no new ones. */
  sever(): void;
  mend(): void;
  close(): void;
}

export async function startSeverableProxy(target: number): Promise<SeverableProxy> {
  const sockets = new Set<Socket>();
  let severed = false;
  const server = createServer((client) => {
    if (severed) {
      client.destroy();
      return;
    }
    const upstream = connect(target, "127.0.0.1");
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on("error", () => {});
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    client.pipe(upstream).pipe(client);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  // A test that fails before it can close this should end all the same.
  server.unref();
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    sever() {
      severed = true;
      breakAll();
    },
    mend: () => void (severed = false),
    close() {
      breakAll();
      server.close();
    },
  };
}
