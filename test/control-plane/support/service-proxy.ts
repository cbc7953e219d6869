import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";

/** Somebody behind a Service: it gets new connections while it is ready. */
export interface Backend {
  readonly port: number;
  isReady(): boolean;
}

/** What a Service does: one address, and each new connection goes to one of those that are ready. */
export interface ServiceProxy {
  readonly port: number;
  add(backend: Backend): void;
  remove(backend: Backend): void;
  close(): void;
}

export async function startServiceProxy(): Promise<ServiceProxy> {
  const backends = new Set<Backend>();
  let turn = 0;
  const server = createServer((client) => {
    const ready = [...backends].filter((backend) => backend.isReady());
    const chosen = ready[turn++ % Math.max(1, ready.length)];
    if (chosen === undefined) {
      client.destroy();
      return;
    }
    const upstream = connect(chosen.port, "127.0.0.1");
    client.on("error", () => upstream.destroy());
    upstream.on("error", () => client.destroy());
    client.pipe(upstream).pipe(client);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  // A test that fails before it can close this should end all the same.
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    add: (backend) => void backends.add(backend),
    remove: (backend) => void backends.delete(backend),
    close: () => server.close(),
  };
}
