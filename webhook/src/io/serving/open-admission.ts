import type { RequestListener } from "node:http";
import type { Server } from "node:https";
import type { CertificateSource, ServingPair } from "@mount-monitor/certs";
import type { Logger } from "@mount-monitor/process";
import { type Closer, closerOf } from "../http/close-server.ts";
import { createTlsServer, listen, swapPair } from "../http/server.ts";

export interface Admission {
  isListening(): boolean;
  /** See `Closer`. */
  close(timeoutMs: number): Promise<number>;
}

export interface AdmissionTools {
  readonly listener: RequestListener;
  readonly port: number;
  readonly log: Logger;
  /** A certificate was taken over. */
  readonly onTaken: () => void;
  /** It cannot listen: a sentence that names the setting. */
  readonly onFailure: (error: Error) => void;
}

/**
 * Listens as soon as there is a certificate, whether or not anybody trusts it yet, and goes over to each that follows.
 * Who is sent here, readiness decides.
 */
export function openAdmission(
  source: CertificateSource,
  { listener, port, log, onTaken, onFailure }: AdmissionTools,
): Admission {
  let open: { readonly server: Server; readonly closer: Closer } | undefined;
  let listening = false;

  const begin = async (pair: ServingPair) => {
    const server = createTlsServer(pair, listener);
    server.on("tlsClientError", (error) => log.debug({ error: error.message }, "handshake failed"));
    open = { server, closer: closerOf(server) };
    const actual = await listen(server, port, "httpsPort");
    listening = true;
    log.info({ port: actual }, "answering admission reviews");
  };
  const take = (pair: ServingPair) => {
    onTaken();
    if (open !== undefined) return swapPair(open.server, pair);
    begin(pair).catch(onFailure);
  };
  const forget = source.onChange(take);
  const first = source.current();
  if (first !== undefined) take(first);
  return {
    isListening: () => listening,
    async close(timeoutMs) {
      forget();
      return (await open?.closer.close(timeoutMs)) ?? 0;
    },
  };
}
