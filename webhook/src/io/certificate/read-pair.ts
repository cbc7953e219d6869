import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";

/** A serving certificate with its key, PEM, as the files have them. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

export interface UsablePair extends KeyPair {
  readonly notAfterMs: number;
  /** For the log: whose it is and which one. */
  readonly subject: string;
  readonly serial: string;
}

export type CheckedPair =
  | { readonly ok: true; readonly pair: UsablePair }
  | { readonly ok: false; readonly error: string };

export type ReadPair = ({ readonly ok: true } & KeyPair) | { readonly ok: false; readonly error: string };

/** A certificate chain of 10 with RSA keys takes 20 KiB. */
const MAX_PEM_LENGTH = 256 * 1024;

export async function readPair(certFile: string, keyFile: string): Promise<ReadPair> {
  try {
    const { cert, key } = await readBoth(certFile, keyFile);
    if (cert.length > MAX_PEM_LENGTH || key.length > MAX_PEM_LENGTH) {
      return { ok: false, error: `failed to read ${certFile} and ${keyFile}: larger than 256 KiB; name PEM files` };
    }
    return { ok: true, cert, key };
  } catch (error) {
    const { code, path = certFile, message } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "there is no such file" : message;
    return { ok: false, error: `failed to read ${path}: ${why}; see tls in the configuration` };
  }
}

/** Whether a server can use the pair: both are what they should be, belong together, and have not expired. Never throws. */
export function checkPair({ cert, key }: KeyPair, { certFile, keyFile }: Files, nowMs: number): CheckedPair {
  let leaf: X509Certificate;
  try {
    leaf = new X509Certificate(cert);
  } catch (error) {
    return wrong(`failed to use ${certFile}: it is not a PEM certificate: ${(error as Error).message}`);
  }
  try {
    if (!leaf.checkPrivateKey(createPrivateKey(key))) {
      return wrong(`failed to use ${keyFile}: it is not the key of the certificate in ${certFile}`);
    }
  } catch (error) {
    return wrong(`failed to use ${keyFile}: it is not a PEM private key: ${(error as Error).message}`);
  }
  if (leaf.validToDate.getTime() <= nowMs) return wrong(`failed to use ${certFile}: it expired at ${leaf.validTo}`);
  try {
    // What OpenSSL itself refuses: a key that is too short, an intermediate that is broken.
    createSecureContext({ cert, key });
  } catch (error) {
    return wrong(`failed to use ${certFile}: ${(error as Error).message}`);
  }
  const { subject, serialNumber } = leaf;
  return {
    ok: true,
    pair: { cert, key, notAfterMs: leaf.validToDate.getTime(), subject, serial: serialNumber },
  };
}

interface Files {
  readonly certFile: string;
  readonly keyFile: string;
}

function wrong(error: string): CheckedPair {
  return { ok: false, error };
}

const MOST_READS = 5;

/**
 * Both files are exchanged at once, but cannot be read at once: what was read counts when the certificate is still the
 * same afterwards. Where both are missing, it is always the certificate that is named.
 */
async function readBoth(certFile: string, keyFile: string): Promise<{ cert: string; key: string }> {
  let cert = await readFile(certFile, "utf8");
  for (let reads = 1; ; reads++) {
    const key = await readFile(keyFile, "utf8");
    const again = await readFile(certFile, "utf8");
    if (again === cert || reads === MOST_READS) return { cert: again, key };
    cert = again;
  }
}
