import { isIP } from "node:net";
import { connect, type DetailedPeerCertificate } from "node:tls";
import { type Known, known, unknown } from "../../core/live/known.ts";

const DEADLINE_MS = 5_000;

/**
 * What a server shows in a handshake: the PEM of its certificate and of those that it sends along. Nothing of it is
 * trusted, nothing is sent, and the connection is closed at once: the certificate is looked at, not relied upon.
 */
export function captureCertificate(host: string, port: number): Promise<Known<string>> {
  return new Promise((resolve) => {
    const servername = isIP(host) ? "" : host;
    const socket = connect({ host, port, servername, rejectUnauthorized: false });
    const finish = (result: Known<string>) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(DEADLINE_MS, () => finish(unknown(`no answer from ${host}:${port} within ${DEADLINE_MS} ms`)));
    socket.on("error", (error) => finish(unknown(`${wordsOf(error)}, seen from here`)));
    socket.on("secureConnect", () => finish(known(chainOf(socket.getPeerCertificate(true)).map(pemOf).join(""))));
  });
}

/** OpenSSL's own messages name its source files; why is among what it adds. */
function wordsOf(error: Error & { readonly reason?: string }): string {
  return error.reason === undefined ? error.message : `no TLS handshake: ${error.reason}`;
}

function chainOf(leaf: DetailedPeerCertificate): readonly DetailedPeerCertificate[] {
  const chain: DetailedPeerCertificate[] = [];
  // A certificate that signed itself is its own issuer.
  for (let one = leaf; one?.raw && !chain.includes(one); one = one.issuerCertificate) chain.push(one);
  return chain;
}

function pemOf({ raw }: DetailedPeerCertificate): string {
  const lines = raw.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
