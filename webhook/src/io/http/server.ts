import http, { type RequestListener } from "node:http";
import https from "node:https";
import type { AddressInfo, Server as NetServer } from "node:net";
import type { ServingPair } from "@mount-monitor/certs";
import { boundRequests } from "./bound-requests.ts";

/** Beyond what Go's clients leave a connection idle for (90 s), so that the API server is the one who ends it. */
const KEEP_ALIVE_MS = 100_000;

/** The API server gives up after `timeoutSeconds` (5); what takes longer is nobody's call any more. */
const BOUNDS = { headersMs: 5_000, requestMs: 10_000, lookMs: 1_000 };
const HANDSHAKE_TIMEOUT_MS = 5_000;

/** An API server keeps a few; more than this is someone who collects them. */
const MAX_CONNECTIONS = 1_024;

const LIMITS = { maxHeaderSize: 16 * 1024, noDelay: true };

/** `boundRequests` sees to that: Node's own would end connections that were opened ahead. */
const NO_TIMEOUTS = { headersTimeout: 0, requestTimeout: 0, connectionsCheckingInterval: 2 ** 31 - 1 };

export function createTlsServer(pair: ServingPair, listener: RequestListener): https.Server {
  const server = https.createServer(
    {
      ...LIMITS,
      ...NO_TIMEOUTS,
      ...tlsOptions(pair),
      keepAliveTimeout: KEEP_ALIVE_MS,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    },
    listener,
  );
  // Of connections that were never used as well.
  server.timeout = KEEP_ALIVE_MS;
  boundRequests(server, BOUNDS);
  server.maxRequestsPerSocket = 0;
  server.maxConnections = MAX_CONNECTIONS;
  return server;
}

/** New connections get the new certificate; those that are open keep the one they began with. */
export function swapPair(server: https.Server, pair: ServingPair): void {
  server.setSecureContext(tlsOptions(pair));
}

function tlsOptions({ certPem, keyPem }: ServingPair) {
  return { cert: certPem, key: keyPem, minVersion: "TLSv1.2" as const };
}

export function createPlainServer(listener: RequestListener): http.Server {
  const server = http.createServer(
    {
      ...LIMITS,
      keepAliveTimeout: 5_000,
      headersTimeout: BOUNDS.headersMs,
      requestTimeout: BOUNDS.requestMs,
      connectionsCheckingInterval: BOUNDS.lookMs,
    },
    listener,
  );
  server.maxConnections = 64;
  return server;
}

/** Listens on all addresses, and resolves to the port. Rejects with a sentence that names the setting. */
export function listen(server: NetServer, port: number, setting: "httpsPort" | "httpPort"): Promise<number> {
  return new Promise((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException) =>
      reject(new Error(explain(error, port, setting), { cause: error }));
    server.once("error", refused);
    server.listen(port, () => {
      server.off("error", refused);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function explain(error: NodeJS.ErrnoException, port: number, setting: "httpsPort" | "httpPort"): string {
  const flag = setting === "httpsPort" ? "--https-port" : "--http-port";
  const fix = `choose another with ${setting} in the configuration, or ${flag}`;
  if (error.code === "EADDRINUSE") return `failed to listen on port ${port}: another program has it; ${fix}`;
  if (error.code === "EACCES") return `failed to listen on port ${port}: only root may listen below 1024; ${fix}`;
  return `failed to listen on port ${port}: ${error.message}; ${fix}`;
}
