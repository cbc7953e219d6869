import { isIPv4 } from "node:net";
import { explicit, implicit, integer, namedBits, octetString, oid, sequence, TRUE } from "./der.ts";

/** Extensions of X.509 (RFC 5280, 4.2), as far as a CA and its leaves need them. */

const ID = {
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKeyIdentifier: "2.5.29.35",
  extKeyUsage: "2.5.29.37",
} as const;

const USAGE = { serverAuth: "1.3.6.1.5.5.7.3.1", clientAuth: "1.3.6.1.5.5.7.3.2" } as const;
export type ExtendedUsage = keyof typeof USAGE;

function extension(id: string, critical: boolean, value: Uint8Array): Buffer {
  return sequence(oid(id), ...(critical ? [TRUE] : []), octetString(value));
}

/** It signs leaves, and no CA below it. */
export const caConstraints = (): Buffer =>
  extension(ID.basicConstraints, true, sequence(TRUE, integer(Buffer.from([0]))));
export const leafConstraints = (): Buffer => extension(ID.basicConstraints, true, sequence());

/** keyCertSign, cRLSign. */
export const caKeyUsage = (): Buffer => extension(ID.keyUsage, true, namedBits(5, 6));
/** digitalSignature: all that ECDHE with ECDSA needs. */
export const leafKeyUsage = (): Buffer => extension(ID.keyUsage, true, namedBits(0));

export const extendedKeyUsage = (usages: readonly ExtendedUsage[]): Buffer =>
  extension(ID.extKeyUsage, false, sequence(...usages.map((usage) => oid(USAGE[usage]))));

export const subjectKeyId = (id: Uint8Array): Buffer => extension(ID.subjectKeyIdentifier, false, octetString(id));
export const authorityKeyId = (id: Uint8Array): Buffer =>
  extension(ID.authorityKeyIdentifier, false, sequence(implicit(0, id)));

/** DNS names and IPv4 addresses. */
export function subjectAltName(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    isIPv4(host) ? implicit(7, Buffer.from(host.split(".").map(Number))) : implicit(2, Buffer.from(host, "ascii")),
  );
  return extension(ID.subjectAltName, false, sequence(...names));
}

export const extensions = (...list: readonly Uint8Array[]): Buffer => explicit(3, sequence(...list));
