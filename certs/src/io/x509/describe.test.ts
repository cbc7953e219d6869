import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { before, describe, it } from "node:test";
import { describeCertificates, isCertificateFor } from "./describe.ts";
import { type IssuedPair, issueCa, issueLeaf } from "./issue.ts";

const validity = { notBeforeMs: 1_790_000_000_000, notAfterMs: 1_800_000_000_000 };

let ca: IssuedPair;
let leaf: IssuedPair;
before(async () => {
  ca = await issueCa(validity);
  leaf = await issueLeaf({ signer: ca, validity, hosts: ["hook.media.svc", "127.0.0.1"] });
});

describe("describeCertificates", () => {
  it("tells names and validity, in order", () => {
    const { certificates, damaged } = describeCertificates(`${leaf.certPem}\n${ca.certPem}`);
    assert.equal(damaged, false);
    assert.deepEqual(certificates[0], { name: "CN=mount-monitor webhook", ...validity });
    assert.match(certificates[1]?.name ?? "", /^CN=mount-monitor webhook CA [0-9a-f]{16}$/);
  });

  it("says when there is something besides", () => {
    const broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for (const pem of [`${ca.certPem}${broken}`, `${ca.certPem}and more`, broken, "nothing"]) {
      const { certificates, damaged } = describeCertificates(pem);
      assert.deepEqual([certificates.length, damaged], [pem.startsWith(ca.certPem) ? 1 : 0, true]);
    }
    assert.deepEqual(describeCertificates(""), { certificates: [], damaged: false });
  });

  it("takes one for damaged whose dates are none: OpenSSL reads it", () => {
    const der = Buffer.from(ca.certPem.replaceAll(/-----.*-----|\n/g, ""), "base64");
    // The month of the first UTCTime.
    der.write("p", der.indexOf(Buffer.from([0x17, 0x0d])) + 4);
    const pem = `-----BEGIN CERTIFICATE-----\n${der.toString("base64")}\n-----END CERTIFICATE-----\n`;
    assert.equal(new X509Certificate(pem).ca, true);
    assert.deepEqual(describeCertificates(pem), { certificates: [], damaged: true });
  });
});

describe("isCertificateFor", () => {
  it("goes by names and addresses of the first certificate", () => {
    for (const [host, expected] of [
      ["hook.media.svc", true],
      ["127.0.0.1", true],
      ["other.media.svc", false],
      ["127.0.0.2", false],
      ["mount-monitor webhook", false],
    ] as const)
      assert.equal(isCertificateFor(`${leaf.certPem}${ca.certPem}`, host), expected, host);
    assert.equal(isCertificateFor("nothing", "hook.media.svc"), false);
  });
});
