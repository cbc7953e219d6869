import { X509Certificate } from "node:crypto";

/**
 * The first certificate of a PEM; undefined where it cannot be read. OpenSSL also reads one whose dates are none, and
 * what Node then takes for them is whatever was in memory: such a one counts as not readable. Never throws.
 */
export function readCertificate(pem: string): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(pem);
    return [certificate.validFrom, certificate.validTo].some(isNoTime) ? undefined : certificate;
  } catch {
    return undefined;
  }
}

/** `Jan  1 00:00:00 2046 GMT`, or `Bad time value`. */
function isNoTime(text: string): boolean {
  return Number.isNaN(Date.parse(text));
}
