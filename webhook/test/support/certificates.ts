import "reflect-metadata";
import { webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  cryptoProvider,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** A certificate with its key, in PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

export interface Authority {
  /** What a client is told to trust. */
  readonly ca: string;
  /** A certificate for 127.0.0.1, valid for a day, or expired for one. */
  issue(expired?: boolean): Promise<KeyPair>;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 86_400_000;

/** Makes everything anew, so that no certificate can expire in the repository and no key lies in it. */
export async function makeAuthority(): Promise<Authority> {
  cryptoProvider.set(webcrypto);
  const keys = await makeKeys();
  const now = Date.now();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: "CN=test CA",
    keys,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(now - 3 * DAY_MS),
    notAfter: new Date(now + DAY_MS),
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign),
    ],
  });
  return {
    ca: certificate.toString("pem"),
    async issue(expired = false) {
      const own = await makeKeys();
      const leaf = await X509CertificateGenerator.create({
        subject: "CN=mount-monitor-webhook",
        issuer: certificate.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: ALGORITHM,
        notBefore: new Date(now - 2 * DAY_MS),
        notAfter: new Date(expired ? now - DAY_MS : now + DAY_MS),
        extensions: [new SubjectAlternativeNameExtension([{ type: "ip", value: "127.0.0.1" }])],
      });
      const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", own.privateKey);
      return { cert: leaf.toString("pem"), key: PemConverter.encode(pkcs8, "PRIVATE KEY") };
    },
  };
}

const makeKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]) as Promise<webcrypto.CryptoKeyPair>;
