import "reflect-metadata";
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { describe, it } from "node:test";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate as OtherReader,
} from "@peculiar/x509";
import { CERTIFICATE_READER } from "./certificate-reader.ts";
import { issueCa, issueLeaf, serviceHosts } from "./issue.ts";

const NOW = Math.floor(Date.now() / 1000) * 1000;
const VALIDITY = { notBeforeMs: NOW - 60_000, notAfterMs: NOW + 3_600_000 };
const HOSTS = [...serviceHosts("mount-monitor", "a-namespace"), "127.0.0.1"];

const ca = await issueCa(VALIDITY);
const leaf = await issueLeaf({ signer: ca, validity: VALIDITY, hosts: HOSTS });

/** Two readers that know nothing of the writer: OpenSSL, and the one of another library. */
describe("a CA", () => {
  const seen = new OtherReader(ca.certPem);
  it("signs itself, and is one of ours", async () => {
    const own = new X509Certificate(ca.certPem);
    assert.ok(own.ca && own.checkIssued(own) && own.verify(own.publicKey));
    assert.ok(await seen.verify());
    assert.match(seen.subject, /^CN=mount-monitor webhook CA [0-9a-f]{16}$/);
    const read = CERTIFICATE_READER.read(ca.certPem);
    assert.ok(read.ok && read.facts.ours);
    assert.deepEqual([read.facts.notBeforeMs, read.facts.notAfterMs], [VALIDITY.notBeforeMs, VALIDITY.notAfterMs]);
  });
  it("may sign leaves and nothing else", () => {
    const constraints = seen.getExtension(BasicConstraintsExtension);
    assert.deepEqual([constraints?.ca, constraints?.pathLength, constraints?.critical], [true, 0, true]);
    const usages = seen.getExtension(KeyUsagesExtension);
    assert.deepEqual([usages?.usages, usages?.critical], [KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true]);
  });
  it("has a name and a number that no other has", async () => {
    const another = new OtherReader((await issueCa(VALIDITY)).certPem);
    assert.notEqual(another.subject, seen.subject);
    assert.notEqual(another.serialNumber, seen.serialNumber);
  });
  it("may live beyond 2049, where dates are written otherwise", async () => {
    const ages = await issueCa({ notBeforeMs: NOW, notAfterMs: Date.UTC(2061, 4, 6, 7, 8, 9) });
    assert.equal(new X509Certificate(ages.certPem).validToDate.toISOString(), "2061-05-06T07:08:09.000Z");
    assert.equal(new OtherReader(ages.certPem).notAfter.getTime(), Date.UTC(2061, 4, 6, 7, 8, 9));
  });
});

describe("a leaf", () => {
  const seen = new OtherReader(leaf.certPem);
  it("is signed by its CA, and fits its key", async () => {
    const [own, issuer] = [new X509Certificate(leaf.certPem), new X509Certificate(ca.certPem)];
    assert.ok(own.checkIssued(issuer) && own.verify(issuer.publicKey) && !own.ca);
    assert.ok(await seen.verify({ publicKey: new OtherReader(ca.certPem).publicKey }));
    assert.ok(CERTIFICATE_READER.keyFits(leaf.certPem, leaf.key.reveal()));
    assert.ok(!CERTIFICATE_READER.keyFits(leaf.certPem, ca.key.reveal()));
    assert.ok(!CERTIFICATE_READER.keyFits(leaf.certPem, "x"));
  });
  it("is for a server of these names", () => {
    const names = seen.getExtension(SubjectAlternativeNameExtension)?.names.toJSON();
    assert.deepEqual(names, [
      { type: "dns", value: "mount-monitor.a-namespace.svc" },
      { type: "dns", value: "mount-monitor.a-namespace.svc.cluster.local" },
      { type: "ip", value: "127.0.0.1" },
    ]);
    assert.deepEqual([...(seen.getExtension(ExtendedKeyUsageExtension)?.usages ?? [])], ["1.3.6.1.5.5.7.3.1"]);
    const usages = seen.getExtension(KeyUsagesExtension);
    assert.deepEqual([usages?.usages, usages?.critical], [KeyUsageFlags.digitalSignature, true]);
    const constraints = seen.getExtension(BasicConstraintsExtension);
    assert.deepEqual([constraints?.ca, constraints?.critical], [false, true]);
  });
  it("names the key of its CA", () => {
    const issuer = new OtherReader(ca.certPem);
    const keyId = issuer.getExtension(SubjectKeyIdentifierExtension)?.keyId;
    assert.match(keyId ?? "", /^[0-9a-f]{40}$/);
    assert.equal(seen.getExtension(AuthorityKeyIdentifierExtension)?.keyId, keyId);
  });
  it("has numbers that are random, positive and of one length", async () => {
    const numbers = new Set<string>();
    for (let count = 0; count < 50; count++) {
      const { certPem } = await issueLeaf({ signer: ca, validity: VALIDITY, hosts: HOSTS });
      const { serialNumber } = new X509Certificate(certPem);
      assert.match(serialNumber, /^[4-7][0-9A-F]{31}$/);
      numbers.add(serialNumber);
    }
    assert.equal(numbers.size, 50);
  });
});
