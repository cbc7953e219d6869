import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { CertificateSource } from "../certificate-source.ts";
import { issueCa, type IssuedPair, issueLeaf } from "../x509/issue.ts";
import { createBundleCheck } from "./bundle-check.ts";
import { createFileSource } from "./file-source.ts";

const NOW = Date.now();
const VALIDITY = { notBeforeMs: NOW - 60_000, notAfterMs: NOW + 3_600_000 };
const ca = await issueCa(VALIDITY);
const make = (validity = VALIDITY) => issueLeaf({ signer: ca, validity, hosts: ["h"] });
const [first, second, expired] = await Promise.all([
  make(),
  make(),
  make({ notBeforeMs: NOW - 60_000, notAfterMs: NOW - 30_000 }),
]);

describe("a source of files", () => {
  let folder: string;
  let source: CertificateSource | undefined;
  const warnings: string[] = [];
  const log = {
    info: () => {},
    warn: (fields: object, message: string) => void warnings.push(`${message} ${JSON.stringify(fields)}`),
    error: () => {},
  };
  const file = (name: string) => path.join(folder, name);
  const write = (pair: IssuedPair) => {
    writeFileSync(file("tls.crt"), pair.certPem);
    writeFileSync(file("tls.key"), pair.key.reveal(), { mode: 0o600 });
  };
  const open = (more: Partial<Parameters<typeof createFileSource>[1]> = {}, pollMs = 60_000) =>
    (source = createFileSource(
      { files: { certFile: file("tls.crt"), keyFile: file("tls.key") }, pollMs },
      { log, ...more },
    ));
  beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-certs-"))));
  afterEach(() => {
    source?.close();
    rmSync(folder, { recursive: true, force: true });
    warnings.length = 0;
  });

  it("serves with what is there, and goes over to what takes its place", async () => {
    write(first);
    open();
    await until(() => source?.status().readiness.ready);
    assert.equal(source?.current()?.certPem, first.certPem);
    const told: string[] = [];
    source?.onChange(({ certPem }) => told.push(certPem));
    write(second);
    await until(() => source?.current()?.certPem === second.certPem);
    assert.deepEqual(told, [second.certPem]);
    assert.equal(source?.status().leafNotAfterMs, Math.floor(VALIDITY.notAfterMs / 1000) * 1000);
  });

  it("sees the volume of a Secret change, which is one link swapped for another", async () => {
    for (const [name, pair] of [
      ["one", first],
      ["two", second],
    ] as const) {
      mkdirSync(file(name));
      writeFileSync(file(`${name}/tls.crt`), pair.certPem);
      writeFileSync(file(`${name}/tls.key`), pair.key.reveal(), { mode: 0o600 });
    }
    symlinkSync("one", file("..data"));
    for (const name of ["tls.crt", "tls.key"]) symlinkSync(`..data/${name}`, file(name));
    open();
    await until(() => source?.current());
    symlinkSync("two", file("..new"));
    renameSync(file("..new"), file("..data"));
    await until(() => source?.current()?.certPem === second.certPem);
  });

  const bad: ReadonlyArray<readonly [what: string, spoil: () => void, message: RegExp]> = [
    ["no file", () => rmSync(file("tls.key")), /cannot read .*tls\.key: there is no such file/],
    ["no certificate", () => writeFileSync(file("tls.crt"), "hello"), /tls\.crt does not begin with a certificate/],
    [
      "no key",
      () => writeFileSync(file("tls.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n"),
      /tls\.key is not a private key/,
    ],
    [
      "another's key",
      () => writeFileSync(file("tls.key"), second.key.reveal()),
      /tls\.key is not the key of the certificate/,
    ],
    ["an expired certificate", () => write(expired), /expired at 20/],
    ["a large file", () => writeFileSync(file("tls.crt"), "x".repeat(300_000)), /larger than 256 KiB/],
  ];
  for (const [what, spoil, message] of bad)
    it(`keeps the last good pair when there is ${what}, and says what is wrong once`, async () => {
      write(first);
      open({}, 20);
      await until(() => source?.current());
      spoil();
      await until(() => (source?.status().failures ?? 0) >= 2);
      assert.equal(source?.current()?.certPem, first.certPem);
      assert.ok(source.status().readiness.ready);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? "", message);
      assert.doesNotMatch(warnings[0] ?? "", /PRIVATE/);
    });

  it("is not ready before there is a pair, and says why", async () => {
    open();
    await until(() => warnings.length > 0);
    const { readiness } = open({}).status();
    assert.ok(!readiness.ready);
    assert.match(readiness.why, /not read yet|no such file/);
  });

  it("is not ready when its certificate has expired", async () => {
    write(first);
    let now = NOW;
    open({ now: () => now });
    await until(() => source?.status().readiness.ready);
    now = VALIDITY.notAfterMs;
    assert.deepEqual(source?.status().readiness, { ready: false, why: "the serving certificate has expired" });
  });

  it("is ready only while the live bundle trusts it, or there is none", async () => {
    write(first);
    let caBundle: string | undefined = Buffer.from(second.certPem).toString("base64");
    const access = {
      getWebhooks: () =>
        Promise.resolve({
          ok: true as const,
          value: { resourceVersion: "1", webhooks: [{ name: "a", ...(caBundle === undefined ? {} : { caBundle }) }] },
        }),
    };
    open({ bundleCheck: createBundleCheck(access, ["a"]) }, 20);
    await until(() => source?.current());
    const { readiness } = source?.status() ?? {};
    assert.match(readiness?.ready === false ? readiness.why : "", /does not trust/);
    caBundle = Buffer.from(ca.certPem).toString("base64");
    await until(() => source?.status().readiness.ready);
    caBundle = undefined;
    await wait(100);
    assert.ok(source?.status().readiness.ready);
  });
});

async function until(look: () => unknown): Promise<void> {
  const startedMs = performance.now();
  while (!look()) {
    if (performance.now() - startedMs > 20_000) throw new Error(`not within 20 s: ${look}`);
    await wait(5);
  }
}
