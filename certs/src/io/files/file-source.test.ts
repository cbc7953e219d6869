import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Readiness } from "../../core/readiness.ts";
import type { CertificateSource } from "../certificate-source.ts";
import { issueCa, type IssuedPair, issueLeaf } from "../x509/issue.ts";
import { createFileSource } from "./file-source.ts";
import { checkPair, readPair } from "./read-pair.ts";

const NOW = Date.now();
const VALIDITY = { notBeforeMs: NOW - 60_000, notAfterMs: NOW + 3_600_000 };
const [ca, stranger] = await Promise.all([issueCa(VALIDITY), issueCa(VALIDITY)]);
const make = (validity = VALIDITY) => issueLeaf({ signer: ca, validity, hosts: ["h"] });
const [first, second, other, expired] = await Promise.all([
  make(),
  make(),
  make(),
  make({ notBeforeMs: NOW - 60_000, notAfterMs: NOW - 30_000 }),
]);

describe("a source of files", () => {
  let folder: string;
  let source: CertificateSource | undefined;
  const told: string[] = [];
  const errors: string[] = [];
  const log = {
    info: (fields: object, message: string) => void told.push(`${message} ${JSON.stringify(fields)}`),
    warn: () => {},
    error: (fields: object, message: string) => void errors.push(`${message} ${JSON.stringify(fields)}`),
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
    told.length = 0;
    errors.length = 0;
  });

  it("serves with what is there, and goes over to what takes its place", async () => {
    write(first);
    open();
    await until(() => source?.status().readiness.ready);
    assert.equal(source?.current()?.certPem, first.certPem);
    const changes: string[] = [];
    source?.onChange(({ certPem }) => changes.push(certPem));
    write(second);
    await until(() => source?.current()?.certPem === second.certPem);
    assert.deepEqual(changes, [second.certPem]);
    const wholeSeconds = (ms: number) => Math.floor(ms / 1000) * 1000;
    const { leafNotBeforeMs, leafNotAfterMs } = source?.status() ?? {};
    assert.deepEqual([leafNotBeforeMs, leafNotAfterMs], [VALIDITY.notBeforeMs, VALIDITY.notAfterMs].map(wholeSeconds));
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

  it("says whose certificate it has read, and which one", async () => {
    write(first);
    open();
    await until(() => told.length > 0);
    const { serialNumber, validToDate } = new X509Certificate(first.certPem);
    assert.deepEqual(told, [
      `serving certificate read ${JSON.stringify({ subject: "CN=mount-monitor webhook", serial: serialNumber, notAfter: validToDate.toISOString() })}`,
    ]);
  });

  const bad: ReadonlyArray<readonly [what: string, spoil: () => void, message: RegExp]> = [
    ["no key", () => rmSync(file("tls.key")), /failed to read [^ ]*tls\.key: there is no such file/],
    [
      "neither",
      () => ["tls.crt", "tls.key"].forEach((name) => rmSync(file(name))),
      /failed to read [^ ]*tls\.crt: there is no such file/,
    ],
    [
      "a folder in its place",
      () => {
        rmSync(file("tls.key"));
        mkdirSync(file("tls.key"));
      },
      /failed to read [^ ]*tls\.key: it is a folder/,
    ],
    ["no certificate", () => writeFileSync(file("tls.crt"), "hello"), /tls\.crt: it does not begin with a certificate/],
    [
      "something else than a key",
      () => writeFileSync(file("tls.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n"),
      /tls\.key: it is not a private key/,
    ],
    [
      "another's key",
      () => writeFileSync(file("tls.key"), other.key.reveal()),
      /tls\.key: it is not the key of the certificate/,
    ],
    ["an expired certificate", () => write(expired), /tls\.crt: it expired at 20/],
    ["a large file", () => writeFileSync(file("tls.crt"), "x".repeat(300_000)), /larger than 256 KiB/],
  ];
  for (const [what, spoil, message] of bad)
    it(`keeps the last good pair when there is ${what}, counts each look, and says what is wrong once`, async () => {
      write(first);
      open({}, 20);
      await until(() => source?.current());
      spoil();
      await until(() => (source?.status().failures ?? 0) >= 2);
      assert.equal(source?.current()?.certPem, first.certPem);
      assert.ok(source.status().readiness.ready);
      assert.equal(errors.length, 1);
      assert.match(errors[0] ?? "", /^certificate refused, the old one stays /);
      assert.match(errors[0] ?? "", message);
      assert.doesNotMatch(errors[0] ?? "", /PRIVATE/);
      // The same trouble after a good pair is news.
      rmSync(file("tls.key"), { recursive: true, force: true });
      write(second);
      await until(() => source?.current()?.certPem === second.certPem);
      errors.length = 0;
      spoil();
      await until(() => errors.some((error) => message.test(error)));
    });

  it("is not ready before there is a pair, and says why", async () => {
    open();
    assert.deepEqual(source?.status().readiness, { ready: false, why: "the certificate files were not read yet" });
    await until(() => errors.length > 0);
    assert.match(errors[0] ?? "", /^there is no certificate .*tls\.crt: there is no such file/);
    const readiness = source?.status().readiness;
    assert.match(readiness?.ready === false ? readiness.why : "", /tls\.crt: there is no such file; name the files/);
  });

  it("is not ready when its certificate has expired, and says so once", async () => {
    write(first);
    let now = NOW;
    open({ now: () => now }, 20);
    await until(() => source?.status().readiness.ready);
    now = VALIDITY.notAfterMs;
    assert.deepEqual(source?.status().readiness, { ready: false, why: "the serving certificate has expired" });
    await until(() => (source?.status().failures ?? 0) >= 2);
    assert.equal(source?.current()?.certPem, first.certPem);
    assert.deepEqual([errors.length, /it expired at/.test(errors[0] ?? "")], [1, true]);
  });

  it("takes only what a CA of its file has signed, where there is one", async () => {
    write(first);
    writeFileSync(file("ca.crt"), stranger.certPem);
    const files = { certFile: file("tls.crt"), keyFile: file("tls.key"), caFile: file("ca.crt") };
    source = createFileSource({ files, pollMs: 20 }, { log });
    await until(() => errors.length > 0);
    assert.match(errors[0] ?? "", /no CA in [^ ]*ca\.crt has signed it/);
    writeFileSync(file("ca.crt"), stranger.certPem + ca.certPem);
    await until(() => source?.current());
    assert.equal(source.current()?.caPem, stranger.certPem + ca.certPem);
  });

  it("goes by the live bundle, counts what failed there, and closes it", async () => {
    write(first);
    let closed = 0;
    let readiness: Readiness = { ready: false, why: "not trusted" };
    open({ bundle: { readinessOf: () => readiness, failures: () => 7, close: () => void closed++ } });
    await until(() => source?.current());
    assert.deepEqual([source?.status().readiness, source?.status().failures], [readiness, 7]);
    readiness = { ready: true };
    assert.ok(source?.status().readiness.ready);
    source?.close();
    assert.equal(closed, 1);
  });
});

describe("reading a pair", () => {
  const FILES = { certFile: "c", keyFile: "k" };

  it("never takes the certificate of one and the key of the other while they are exchanged", async () => {
    const pairs = [first, second];
    for (const swapBefore of [1, 2, 3, 4, 5]) {
      let reads = 0;
      const { certPem, keyPem } = await readOf((name) => {
        const pair = pairs[++reads >= swapBefore ? 1 : 0];
        return (name === "c" ? pair?.certPem : pair?.key.reveal()) ?? "";
      });
      assert.ok(checkPair({ certPem, keyPem }, FILES, NOW).ok, `exchanged before read ${swapBefore}`);
    }
  });

  it("does not read for ever what changes all the time", async () => {
    let reads = 0;
    await readOf((name) => `${name} ${++reads}`);
    assert.ok(reads < 20);
  });

  async function readOf(content: (name: string) => string) {
    const read = await readPair(FILES, (name) => Promise.resolve(content(name)));
    assert.ok(read.ok);
    return read.pair;
  }
});

async function until(look: () => unknown): Promise<void> {
  const startedMs = performance.now();
  while (!look()) {
    if (performance.now() - startedMs > 20_000) throw new Error(`not within 20 s: ${look}`);
    await wait(5);
  }
}
