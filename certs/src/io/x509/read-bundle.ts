import type { X509Certificate } from "node:crypto";
import type { TrustedCa } from "../../core/ca-generation.ts";
import { CERTIFICATE_READER } from "./certificate-reader.ts";
import { readCertificate } from "./read-certificate.ts";

/** What a `caBundle` trusts. */
export interface ReadBundle {
  /** CAs of ours. */
  readonly ours: readonly TrustedCa[];
  /** There is something besides: CAs of others, or what cannot be read. */
  readonly other: boolean;
}

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

export function splitPem(text: string): string[] {
  return text.match(BLOCK) ?? [];
}

/** `caBundle` is base64 of PEM; absent and empty mean that the API server goes by the CAs of its own machine. */
export function readBundle(caBundle: string | undefined): ReadBundle {
  const text = Buffer.from(caBundle ?? "", "base64").toString("utf8");
  const ours: TrustedCa[] = [];
  let other = text.replaceAll(BLOCK, "").trim() !== "";
  for (const block of splitPem(text)) {
    const certPem = `${block}\n`;
    const read = CERTIFICATE_READER.read(certPem);
    if (!read.ok || !read.facts.ours) other = true;
    else if (!ours.some(({ id }) => id === read.facts.id)) ours.push({ ...read.facts, certPem });
  }
  return { ours, other };
}

export function writeBundle(certificates: readonly string[]): string {
  return Buffer.from(certificates.map((pem) => `${pem.trim()}\n`).join("")).toString("base64");
}

/** Whether a client that trusts the bundle takes the chain: the leaf first, then what lies between, as servers send it. */
export function bundleTrusts(bundlePem: string, chainPem: string, nowMs: number): boolean {
  const roots = readable(bundlePem);
  let [subject, ...between] = readable(chainPem);
  while (subject !== undefined) {
    const lower = subject;
    if (!isValidAt(lower, nowMs)) return false;
    if (roots.some((root) => isValidAt(root, nowMs) && (root.raw.equals(lower.raw) || isIssuedBy(lower, root))))
      return true;
    subject = between.find((one) => isIssuedBy(lower, one));
    between = between.filter((one) => one !== subject);
  }
  return false;
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isValidAt({ validFromDate, validToDate }: X509Certificate, nowMs: number): boolean {
  return validFromDate.getTime() <= nowMs && nowMs < validToDate.getTime();
}

function readable(text: string): X509Certificate[] {
  return splitPem(text).flatMap((block) => readCertificate(block) ?? []);
}
