import "reflect-metadata";
import { webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  cryptoProvider,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** A certificate with its key, in PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

export interface Certificates {
  /** What a client is told to trust. */
  readonly ca: string;
  readonly good: KeyPair;
  readonly expired: KeyPair;
  /** Signed by our CA, and made out to somebody else. */
  readonly otherHost: KeyPair;
  /** Made out to us, and signed by a CA that nobody trusts. */
  readonly otherCa: KeyPair;
}

type Keys = webcrypto.CryptoKeyPair;

interface Authority {
  readonly certificate: X509Certificate;
  readonly keys: Keys;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 86_400_000;

/** Makes everything anew, so that no certificate can expire in the repository and no key lies in it. */
export async function makeCertificates(host: string): Promise<Certificates> {
  cryptoProvider.set(webcrypto);
  const [authority, stranger] = await Promise.all([makeAuthority("stand-in CA"), makeAuthority("some other CA")]);
  const now = Date.now();
  const valid = { from: now - DAY_MS, to: now + DAY_MS };
  const past = { from: now - 2 * DAY_MS, to: now - DAY_MS };
  const [good, expired, otherHost, otherCa] = await Promise.all([
    issue(authority, host, valid),
    issue(authority, host, past),
    issue(authority, "203.0.113.7", valid),
    issue(stranger, host, valid),
  ]);
  return { ca: authority.certificate.toString("pem"), good, expired, otherHost, otherCa };
}

async function makeAuthority(name: string): Promise<Authority> {
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(Date.now() - 3 * DAY_MS),
    notAfter: new Date(Date.now() + DAY_MS),
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign),
    ],
  });
  return { certificate, keys };
}

async function issue(issuer: Authority, ip: string, { from, to }: { from: number; to: number }): Promise<KeyPair> {
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.create({
    subject: "CN=stand-in API server",
    issuer: issuer.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(from),
    notAfter: new Date(to),
    extensions: [new SubjectAlternativeNameExtension([{ type: "ip", value: ip }])],
  });
  const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { cert: certificate.toString("pem"), key: PemConverter.encode(pkcs8, "PRIVATE KEY") };
}

const makeKeys = (): Promise<Keys> =>
  webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]) as Promise<Keys>;
