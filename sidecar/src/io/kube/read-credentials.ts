import { readFileSync } from "node:fs";

const FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";
export const DEFAULT_TOKEN_FILE = `${FOLDER}/token`;
export const DEFAULT_CA_FILE = `${FOLDER}/ca.crt`;

export type Credentials =
  | { readonly ok: true; readonly token: string; readonly ca: string }
  | { readonly ok: false; readonly error: string; readonly cause?: unknown };

/**
 * Reads token and CA anew, since both are replaced while the pod runs: the token about every 50 minutes.
 *
 * Synchronously, since every thread of the pool may be stuck in a mount, and the files lie in memory (tmpfs).
 */
export function readCredentials(tokenFile: string, caFile: string): Credentials {
  try {
    const token = readFileSync(tokenFile, "utf8").trim();
    // What no header may contain would be quoted by the error that refuses it.
    if (!/^[\x21-\x7e]+$/.test(token)) return { ok: false, error: `there is no token in ${tokenFile}; ${ADVICE}` };
    const ca = readFileSync(caFile, "utf8");
    if (!ca.includes("-----BEGIN ")) return { ok: false, error: `there is no certificate in ${caFile}; ${ADVICE}` };
    return { ok: true, token, ca };
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    return { ok: false, error: `cannot read the service account: ${what}; ${ADVICE}`, cause };
  }
}

const ADVICE = "mount the token and the CA of a service account there";
