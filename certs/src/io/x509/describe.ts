import type { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { splitPem } from "./read-bundle.ts";
import { readCertificate } from "./read-certificate.ts";

/** What people want to know of a certificate. */
export interface CertificateDescription {
  /** Of its subject: `CN=mount-monitor webhook`; its serial number where that is empty. */
  readonly name: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

export interface DescribedPem {
  readonly certificates: readonly CertificateDescription[];
  /** There is something besides that is no certificate. */
  readonly damaged: boolean;
}

/** Of every certificate in a PEM, in its order, whoever made it. Never throws. */
export function describeCertificates(pem: string): DescribedPem {
  const blocks = splitPem(pem);
  const certificates = blocks.flatMap((block) => {
    const certificate = readCertificate(block);
    return certificate === undefined ? [] : [describe(certificate)];
  });
  const rest = blocks.reduce((text, block) => text.replace(block, ""), pem);
  return { certificates, damaged: certificates.length < blocks.length || rest.trim() !== "" };
}

/** Whether the first certificate of a PEM is for the name or address, as a client in Go sees it: a common name does not count. */
export function isCertificateFor(pem: string, host: string): boolean {
  const [block = ""] = splitPem(pem);
  const certificate = readCertificate(block);
  if (certificate === undefined) return false;
  const match = isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host, { subject: "never" });
  return match !== undefined;
}

function describe({ subject, serialNumber, validFromDate, validToDate }: X509Certificate): CertificateDescription {
  return {
    name: subject?.replaceAll("\n", ", ") || `serial ${serialNumber}`,
    notBeforeMs: validFromDate.getTime(),
    notAfterMs: validToDate.getTime(),
  };
}
