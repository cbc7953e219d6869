import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import type { ServingPair } from "../certificate-source.ts";
import { splitPem } from "../x509/read-bundle.ts";

export interface PairFiles {
  /** PEM: the serving certificate, and after it what lies between it and the CA. */
  readonly certFile: string;
  /** PEM; only this program should be able to read it (0600, or a Secret's volume). */
  readonly keyFile: string;
  /** PEM of the CA, where there is one. */
  readonly caFile?: string;
}

export type ReadPair =
  | { readonly ok: true; readonly pair: ServingPair; readonly notAfterMs: number }
  | { readonly ok: false; readonly error: string };

const MAX_PEM_LENGTH = 256 * 1024;

/** Reads a pair that a TLS server can use. Errors name files, never what is in them. Never rejects. */
export async function readPair(files: PairFiles, nowMs: number): Promise<ReadPair> {
  const { certFile, keyFile, caFile } = files;
  try {
    const [certPem, keyPem, caPem] = await Promise.all([
      readFile(certFile, "utf8"),
      readFile(keyFile, "utf8"),
      caFile === undefined ? undefined : readFile(caFile, "utf8"),
    ]);
    if ([certPem, keyPem, caPem ?? ""].some(({ length }) => length > MAX_PEM_LENGTH))
      return wrong(
        `one of ${[certFile, keyFile, caFile].filter(Boolean).join(", ")} is larger than 256 KiB; name PEM files`,
      );
    return checkPair({ certPem, keyPem, ...(caPem === undefined ? {} : { caPem }) }, files, nowMs);
  } catch (error) {
    const { code, path = certFile } = error as NodeJS.ErrnoException;
    return wrong(`cannot read ${path}: ${code === "ENOENT" ? "there is no such file" : (code ?? "unknown error")}`);
  }
}

function checkPair(pair: ServingPair, { certFile, keyFile }: PairFiles, nowMs: number): ReadPair {
  const leaf = attempt(() => new X509Certificate(splitPem(pair.certPem)[0] ?? ""));
  if (leaf === undefined) return wrong(`${certFile} does not begin with a certificate in PEM`);
  const key = attempt(() => createPrivateKey(pair.keyPem));
  if (key === undefined) return wrong(`${keyFile} is not a private key in PEM without a password`);
  // Between the writing of two files they do not fit; they will at the next look.
  if (!leaf.checkPrivateKey(key)) return wrong(`${keyFile} is not the key of the certificate in ${certFile}`);
  const notAfterMs = leaf.validToDate.getTime();
  if (nowMs >= notAfterMs) return wrong(`the certificate in ${certFile} expired at ${leaf.validToDate.toISOString()}`);
  // What OpenSSL itself does not take: a key that is too short, a chain that is broken.
  if (attempt(() => createSecureContext({ cert: pair.certPem, key: pair.keyPem })) === undefined)
    return wrong(`no TLS server can use ${certFile} with ${keyFile}`);
  return { ok: true, pair, notAfterMs };
}

function wrong(error: string): ReadPair {
  return { ok: false, error };
}

/** What OpenSSL says may quote what it read. */
function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
