import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  randomBytes,
  sign,
} from "node:crypto";
import { promisify } from "node:util";
import { SealedKey } from "../../core/sealed-key.ts";
import type { Validity } from "../../core/step.ts";
import { bitString, explicit, integer, oid, sequence, set, time, utf8String } from "./der.ts";
import { nameOfCa, newCaName } from "./ca-name.ts";
import {
  authorityKeyId,
  caConstraints,
  caKeyUsage,
  extendedKeyUsage,
  type ExtendedUsage,
  extensions,
  leafConstraints,
  leafKeyUsage,
  subjectAltName,
  subjectKeyId,
} from "./extensions.ts";

/** A certificate with its key. */
export interface IssuedPair {
  readonly certPem: string;
  readonly key: SealedKey;
}

export interface LeafRequest {
  readonly signer: IssuedPair;
  readonly validity: Validity;
  /** DNS names and IPv4 addresses that it is for. */
  readonly hosts: readonly string[];
  readonly usages?: readonly ExtendedUsage[];
}

const LEAF_NAME = "mount-monitor webhook";

const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
const COMMON_NAME = "2.5.4.3";
/** 127 random bits; the first is set so that the number always has the same length. */
const SERIAL_BYTES = 16;

const newKeys = promisify(generateKeyPair);

/** A CA of its own, whose key has signed itself. */
export async function issueCa(validity: Validity): Promise<IssuedPair> {
  const { publicKey, privateKey } = await newKeys("ec", { namedCurve: "P-256" });
  const name = commonName(newCaName());
  const keyId = keyIdOf(publicKey);
  const body = certificateBody(name, name, publicKey, validity, [
    caConstraints(),
    caKeyUsage(),
    subjectKeyId(keyId),
    authorityKeyId(keyId),
  ]);
  return signed(body, privateKey, privateKey);
}

export async function issueLeaf({
  signer,
  validity,
  hosts,
  usages = ["serverAuth"],
}: LeafRequest): Promise<IssuedPair> {
  const { publicKey, privateKey } = await newKeys("ec", { namedCurve: "P-256" });
  const signingKey = createPrivateKey(signer.key.reveal());
  const body = certificateBody(commonName(nameOfCa(signer.certPem)), commonName(LEAF_NAME), publicKey, validity, [
    leafConstraints(),
    leafKeyUsage(),
    extendedKeyUsage(usages),
    subjectAltName(hosts),
    subjectKeyId(keyIdOf(publicKey)),
    authorityKeyId(keyIdOf(createPublicKey(signingKey))),
  ]);
  return signed(body, signingKey, privateKey);
}

/** The names by which the API server calls a Service. */
export function serviceHosts(service: string, namespace: string): readonly string[] {
  return [`${service}.${namespace}.svc`, `${service}.${namespace}.svc.cluster.local`];
}

function certificateBody(
  issuer: Uint8Array,
  subject: Uint8Array,
  publicKey: KeyObject,
  { notBeforeMs, notAfterMs }: Validity,
  list: readonly Uint8Array[],
): Buffer {
  const serial = randomBytes(SERIAL_BYTES);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  return sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(serial),
    sequence(oid(ECDSA_WITH_SHA256)),
    issuer,
    sequence(time(notBeforeMs), time(notAfterMs)),
    subject,
    publicKey.export({ type: "spki", format: "der" }),
    extensions(...list),
  );
}

function signed(body: Buffer, signingKey: KeyObject, key: KeyObject): IssuedPair {
  const certificate = sequence(body, sequence(oid(ECDSA_WITH_SHA256)), bitString(sign("sha256", body, signingKey)));
  return {
    certPem: pem("CERTIFICATE", certificate),
    key: new SealedKey(key.export({ type: "pkcs8", format: "pem" }).toString()),
  };
}

/** RFC 7093, 2, method 1. */
function keyIdOf(publicKey: KeyObject): Buffer {
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  return createHash("sha256").update(point).digest().subarray(0, 20);
}

function commonName(text: string): Buffer {
  return sequence(set(sequence(oid(COMMON_NAME), utf8String(text))));
}

function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
