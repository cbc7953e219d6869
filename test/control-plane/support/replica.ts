import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { CertificateSource } from "@mount-monitor/certs";
import type { Backend } from "./service-proxy.ts";

/** A webhook that allows everything, and counts: behind its own port, with the certificate of a source. */
export interface Replica extends Backend {
  readonly source: CertificateSource;
  readonly calls: () => number;
  /** Certificates that it has served with. */
  readonly served: ReadonlySet<string>;
  stop(): Promise<void>;
}

export async function startReplica(source: CertificateSource): Promise<Replica> {
  let calls = 0;
  const served = new Set<string>();
  const server = createServer({ minVersion: "TLSv1.2" }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      calls++;
      const { uid } = JSON.parse(Buffer.concat(chunks).toString("utf8")).request;
      // A connection for each call, so that each is a handshake with the certificate of the moment.
      response.writeHead(200, { "content-type": "application/json", connection: "close" });
      response.end(
        JSON.stringify({
          apiVersion: "admission.k8s.io/v1",
          kind: "AdmissionReview",
          response: { uid, allowed: true },
        }),
      );
    });
  });
  serveWith(server, source, served);
  await once(server.listen(0, "127.0.0.1"), "listening");
  server.unref();
  return {
    source,
    port: (server.address() as AddressInfo).port,
    isReady: () => source.status().readiness.ready,
    calls: () => calls,
    served,
    async stop() {
      source.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function serveWith(server: Server, source: CertificateSource, served: Set<string>): void {
  const swap = ({ certPem, keyPem }: { readonly certPem: string; readonly keyPem: string }) => {
    served.add(certPem);
    server.setSecureContext({ cert: certPem, key: keyPem, minVersion: "TLSv1.2" });
  };
  const pair = source.current();
  if (pair !== undefined) swap(pair);
  source.onChange(swap);
}
