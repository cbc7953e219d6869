import { randomBytes, X509Certificate } from "node:crypto";

/** How a CA of ours is known from others: by its name, which ends in a number that no other has. */
const PATTERN = /^CN=(mount-monitor webhook CA [0-9a-f]{16})$/;

export function newCaName(): string {
  return `mount-monitor webhook CA ${randomBytes(8).toString("hex")}`;
}

/** Undefined where it is not a CA of ours. */
export function caNameIn(certificate: X509Certificate): string | undefined {
  return certificate.ca ? PATTERN.exec(certificate.subject)?.[1] : undefined;
}

/** The name of a CA that is known to be one of ours; leaves repeat it as their issuer. */
export function nameOfCa(certPem: string): string {
  const name = caNameIn(new X509Certificate(certPem));
  if (name === undefined) throw new Error("not a CA of this program");
  return name;
}
