import { createPrivateKey, X509Certificate } from "node:crypto";
import type { CertificateFacts } from "../../core/ca-generation.ts";
import type { CertificateReader } from "../../core/secret-layout.ts";
import { caNameIn } from "./ca-name.ts";
import { readCertificate } from "./read-certificate.ts";

/** Errors of OpenSSL say where it stopped, never what it read; still none of them is passed on. */
export const CERTIFICATE_READER: CertificateReader = {
  read(pem) {
    const certificate = readCertificate(pem);
    return certificate === undefined
      ? { ok: false, error: "has a certificate that cannot be read" }
      : { ok: true, facts: factsOf(certificate) };
  },
  keyFits(certPem, keyPem) {
    try {
      return new X509Certificate(certPem).checkPrivateKey(createPrivateKey(keyPem));
    } catch {
      return false;
    }
  },
};

function factsOf(certificate: X509Certificate): CertificateFacts {
  return {
    id: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
    notBeforeMs: certificate.validFromDate.getTime(),
    notAfterMs: certificate.validToDate.getTime(),
    ours: caNameIn(certificate) !== undefined,
  };
}
