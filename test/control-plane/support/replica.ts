import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { CertificateSource } from "@mount-monitor/certs";
import type { Backend } from "./service-proxy.ts";

/** A webhook that allows everything: behind its own port, with the certificate of a source. */
export interface Replica extends Backend {
  readonly source: CertificateSource;
  stop(): Promise<void>;
}

export async function startReplica(source: CertificateSource): Promise<Replica> {
  const server = createServer({ minVersion: "TLSv1.2" }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
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
  serveWith(server, source);
  await once(server.listen(0, "127.0.0.1"), "listening");
  server.unref();
  return {
    source,
    port: (server.address() as AddressInfo).port,
    isReady: () => source.status().readiness.ready,
    async stop() {
      source.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function serveWith(server: Server, source: CertificateSource): void {
  const swap = ({ certPem, keyPem }: { readonly certPem: string; readonly keyPem: string }) => {
    server.setSecureContext({ cert: certPem, key: keyPem, minVersion: "TLSv1.2" });
  };
  const pair = source.current();
  if (pair !== undefined) swap(pair);
  source.onChange(swap);
}
