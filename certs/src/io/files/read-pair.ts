import { createPrivateKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import type { ServingPair } from "../certificate-source.ts";
import { bundleTrusts, splitPem } from "../x509/read-bundle.ts";
import { readCertificate } from "../x509/read-certificate.ts";

export interface PairFiles {
  /** PEM: the serving certificate, and after it what lies between it and the CA. */
  readonly certFile: string;
  /** PEM; only this program should be able to read it (0600, or a Secret's volume). */
  readonly keyFile: string;
  /** PEM of CAs; a certificate that none of them has signed is not used. */
  readonly caFile?: string;
}

export type ReadPair = { readonly ok: true; readonly pair: ServingPair } | Wrong;

/** A pair that a TLS server can use. */
export type CheckedPair = { readonly ok: true; readonly leaf: LeafFacts } | Wrong;

/** For the log: whose certificate it is, and which one. */
export interface LeafFacts {
  readonly subject: string;
  readonly serial: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

interface Wrong {
  readonly ok: false;
  readonly error: string;
}

/** A chain of 10 with RSA keys takes 20 KiB. */
const MAX_PEM_LENGTH = 256 * 1024;
/** How often files that change under our hands are read anew. */
const MOST_READS = 5;

/**
 * Files are exchanged all at once, but cannot be read all at once: what was read counts when the certificate is still
 * the same afterwards. Where nothing is there, it is always the certificate that is named. Never rejects.
 */
export async function readPair(
  { certFile, keyFile, caFile }: PairFiles,
  read: (file: string) => Promise<string> = readText,
): Promise<ReadPair> {
  try {
    let certPem = await read(certFile);
    for (let reads = 1; ; reads++) {
      const keyPem = await read(keyFile);
      const caPem = caFile === undefined ? undefined : await read(caFile);
      const again = await read(certFile);
      if (again !== certPem && reads < MOST_READS) {
        certPem = again;
        continue;
      }
      if ([again, keyPem, caPem ?? ""].some(({ length }) => length > MAX_PEM_LENGTH))
        return wrong(
          `failed to read ${[certFile, keyFile, caFile].filter(Boolean).join(", ")}: one is larger than 256 KiB; name PEM files`,
        );
      return { ok: true, pair: { certPem: again, keyPem, ...(caPem === undefined ? {} : { caPem }) } };
    }
  } catch (error) {
    const { code = "", path } = error as NodeJS.ErrnoException;
    return wrong(
      `failed to read ${path}: ${MEANING[code] ?? code}; name the files that have the certificate and its key`,
    );
  }
}

/** Errors name files, never what is in them. Never throws. */
export function checkPair(pair: ServingPair, { certFile, keyFile, caFile }: PairFiles, nowMs: number): CheckedPair {
  const leaf = readCertificate(splitPem(pair.certPem)[0] ?? "");
  if (leaf === undefined) return wrong(`failed to use ${certFile}: it does not begin with a certificate in PEM`);
  const key = attempt(() => createPrivateKey(pair.keyPem));
  if (key === undefined) return wrong(`failed to use ${keyFile}: it is not a private key in PEM without a password`);
  // Between the writing of two files they do not fit; they will at the next look.
  if (!leaf.checkPrivateKey(key))
    return wrong(`failed to use ${keyFile}: it is not the key of the certificate in ${certFile}`);
  const notAfterMs = leaf.validToDate.getTime();
  if (nowMs >= notAfterMs) return wrong(expired(certFile, notAfterMs));
  if (pair.caPem !== undefined && !bundleTrusts(pair.caPem, pair.certPem, nowMs))
    return wrong(`failed to use ${certFile}: no CA in ${caFile} has signed it; have both written by the same issuer`);
  // What OpenSSL itself does not take: a key that is too short, a chain that is broken.
  if (attempt(() => createSecureContext({ cert: pair.certPem, key: pair.keyPem })) === undefined)
    return wrong(
      `failed to use ${certFile} with ${keyFile}: no TLS server can; take a certificate of 2048 bits or more`,
    );
  const notBeforeMs = leaf.validFromDate.getTime();
  return { ok: true, leaf: { subject: leaf.subject, serial: leaf.serialNumber, notBeforeMs, notAfterMs } };
}

export function expired(certFile: string, notAfterMs: number): string {
  return `failed to use ${certFile}: it expired at ${new Date(notAfterMs).toISOString()}; renew it`;
}

const MEANING: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "this user may not read it",
  EISDIR: "it is a folder",
};

/** Not every error of the system names the file. */
function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: unknown) => {
    throw Object.assign(error as Error, { path: file });
  });
}

function wrong(error: string): Wrong {
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
