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
  /** Whether a connection leads there: of one that is gone its end may still be on its way. */
  leadsTo(backend: Backend): boolean;
  close(): void;
}

export async function startServiceProxy(): Promise<ServiceProxy> {
  const backends = new Set<Backend>();
  /** Whose connections are open, once for each. */
  const led: Backend[] = [];
  let turn = 0;
  const server = createServer((client) => {
    const ready = [...backends].filter((backend) => backend.isReady());
    const chosen = ready[turn++ % Math.max(1, ready.length)];
    if (chosen === undefined) {
      client.destroy();
      return;
    }
    const upstream = connect(chosen.port, "127.0.0.1");
    led.push(chosen);
    // Once the one end is closed nobody reads from the other, which would stay half open.
    upstream.on("close", () => client.destroySoon());
    client.on("close", () => {
      led.splice(led.indexOf(chosen), 1);
      upstream.destroy();
    });
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
    leadsTo: (backend) => led.includes(backend),
    close: () => server.close(),
  };
}
