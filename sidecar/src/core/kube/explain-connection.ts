import type { UnreachableReason } from "./call-result.ts";

/** Where a call went and what it trusted, to be named in a message. */
export interface CallTarget {
  readonly host: string;
  readonly port: number;
  readonly caFile: string;
}

export interface ConnectionProblem {
  readonly reason: UnreachableReason;
  /** What went wrong, and what to do; to follow "failed to delete pod media/plex-0:". */
  readonly message: string;
}

/** What an error code of Node or OpenSSL means for people. */
export function explainConnection(code: string, text: string, { host, port, caFile }: CallTarget): ConnectionProblem {
  const server = `the API server at ${host.includes(":") ? `[${host}]` : host}:${port}`;
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") {
    const when = code === "CERT_HAS_EXPIRED" ? "has expired" : "is not valid yet";
    return tls(`the certificate of ${server} ${when}; renew it, or set the clock of this node`);
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return tls(`the certificate of ${server} is not made out to ${host}; check KUBERNETES_SERVICE_HOST`);
  }
  if (/^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|PATH_LENGTH|CRL_|HOSTNAME_MISMATCH)/.test(code)) {
    return tls(
      `the certificate of ${server} is not signed by the CA in ${caFile} (${code}); mount this cluster's CA there`,
    );
  }
  if (code === "EPROTO" || code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_")) {
    return tls(`${server} does not speak TLS as it should (${code}); check KUBERNETES_SERVICE_HOST and _PORT`);
  }
  if (code.startsWith("HPE_")) {
    return { reason: "answer", message: `${server} does not answer in HTTP (${code}); check KUBERNETES_SERVICE_PORT` };
  }
  const advice = "see whether this node reaches it and whether a NetworkPolicy is in the way";
  const how = BROKEN_OFF.has(code) || !code ? "broke off the connection" : "cannot be reached";
  return { reason: "connection", message: `${server} ${how} (${code || text}); ${advice}` };
}

const BROKEN_OFF: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED"]);

const tls = (message: string): ConnectionProblem => ({ reason: "tls", message });
