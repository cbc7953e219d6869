import assert from "node:assert/strict";
import { bundleTrusts, readBundle, splitPem } from "@mount-monitor/certs";
import { decodeSecret, encodeCaSet, DATA_KEY } from "../../../certs/src/core/secret-layout.ts";
import { checkPair } from "../../../certs/src/io/files/read-pair.ts";
import { readSecret, readWebhooks } from "../../../certs/src/io/kube/read-objects.ts";
import { CERTIFICATE_READER } from "../../../certs/src/io/x509/certificate-reader.ts";
import { describeCertificates, isCertificateFor } from "../../../certs/src/io/x509/describe.ts";
import { writeBundle } from "../../../certs/src/io/x509/read-bundle.ts";
import { isObject, parseObject } from "../../../packages/kube/src/api-object.ts";
import type { Target } from "../engine/target.ts";
import { assertSentence } from "./assert-sentence.ts";
import { EXAMPLE } from "./example-certificates.ts";

const NOW_MS = Date.parse("2027-01-01T00:00:00Z");
/** The years of UTCTime and GeneralizedTime. */
const FIRST_MS = Date.parse("0000-01-01T00:00:00Z");
const LAST_MS = Date.parse("9999-12-31T23:59:59Z");
const NAME = { namespace: "mount-monitor", name: "webhook-ca" };
const FILES = { certFile: "tls.crt", keyFile: "tls.key", caFile: "ca.crt" };

const secret: Target = {
  name: "secret",
  holds: "it is refused with a sentence that has no key in it, or it is written and read back to the same",
  covers: [
    "certs/src/core/secret-layout.ts",
    "certs/src/io/kube/read-objects.ts",
    "certs/src/io/x509/certificate-reader.ts",
  ],
  words: ["ca-set.json", "mount-monitor.io/secret", "webhook-ca", "signing", "next"],
  /** A Secret whose data is in clear (`stringData`), or base64 as the API has it. */
  run(text) {
    const object = parseObject(text) ?? {};
    const { stringData } = object;
    const encoded = isObject(stringData)
      ? Object.fromEntries(Object.entries(stringData).map(([key, value]) => [key, base64(value)]))
      : object["data"];
    const decoded = decodeSecret(readSecret({ ...object, data: encoded }), NAME, CERTIFICATE_READER);
    readWebhooks(object);
    if (!decoded.ok) {
      assertSentence(decoded.error.message);
      return assert.doesNotMatch(decoded.error.message, /PRIVATE KEY/);
    }
    assert.doesNotMatch(JSON.stringify(decoded), /PRIVATE KEY/);
    const stored = { resourceVersion: "1", labels: { "mount-monitor.io/secret": "webhook-ca" } };
    if (decoded.generations.length === 0) return;
    const again = decodeSecret(
      { ...stored, data: { [DATA_KEY]: encodeCaSet(decoded.generations) } },
      NAME,
      CERTIFICATE_READER,
    );
    assert.deepEqual(again, decoded);
  },
};

function base64(value: unknown): string {
  return Buffer.from(typeof value === "string" ? value : (JSON.stringify(value) ?? "")).toString("base64");
}

/** A PEM block for bytes: so that changes of the DER get past its armour. */
function pemOf(der: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${der.toString("base64")}\n-----END CERTIFICATE-----\n`;
}

const pem: Target = {
  name: "pem",
  holds: "nothing throws, and what is trusted or served has dates that can be shown",
  covers: [
    "certs/src/io/x509/read-bundle.ts",
    "certs/src/io/x509/describe.ts",
    "certs/src/io/x509/ca-name.ts",
    "certs/src/io/x509/read-certificate.ts",
    "certs/src/io/files/read-pair.ts",
  ],
  words: ["-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----", "\n"],
  run: (text) => tryPem(text),
};

const der: Target = {
  name: "der",
  holds: "what holds for PEM holds for any bytes in it",
  covers: ["certs/src/io/x509/describe.ts", "certs/src/io/x509/certificate-reader.ts"],
  run: (_text, bytes) => tryPem(pemOf(bytes)),
};

function tryPem(text: string): void {
  const { certificates } = describeCertificates(text);
  assert.ok(certificates.length <= splitPem(text).length);
  for (const { name, notBeforeMs, notAfterMs } of certificates) {
    assert.notEqual(name, "");
    for (const ms of [notBeforeMs, notAfterMs])
      assert.ok(ms >= FIRST_MS && ms <= LAST_MS, "a certificate has a date that none can have");
  }
  for (const host of ["webhook.mount-monitor.svc", "10.0.0.1", "", "*"]) isCertificateFor(text, host);
  const bundle = readBundle(Buffer.from(text).toString("base64"));
  const ours = bundle.ours.map(({ certPem }) => certPem);
  assert.deepEqual(readBundle(writeBundle(ours)), { ours: bundle.ours, other: false });
  readBundle(text);
  assert.equal(bundleTrusts(text, "", NOW_MS), false);
  bundleTrusts(text, text, NOW_MS);
  bundleTrusts(EXAMPLE.ca, text + EXAMPLE.leaf, NOW_MS);
  bundleTrusts(text + EXAMPLE.ca, EXAMPLE.leaf, NOW_MS);
  for (const pair of [
    { certPem: text, keyPem: EXAMPLE.leafKey },
    { certPem: EXAMPLE.leaf, keyPem: text },
    { certPem: text, keyPem: EXAMPLE.leafKey, caPem: text },
    { certPem: EXAMPLE.leaf, keyPem: EXAMPLE.leafKey, caPem: text },
    { certPem: EXAMPLE.leaf + text, keyPem: EXAMPLE.leafKey, caPem: EXAMPLE.ca },
  ]) {
    const checked = checkPair(pair, FILES, NOW_MS);
    if (!checked.ok) assertSentence(checked.error);
    else assert.ok(Number.isFinite(checked.leaf.notAfterMs));
  }
}

export const CERTS_TARGETS: readonly Target[] = [secret, pem, der];
