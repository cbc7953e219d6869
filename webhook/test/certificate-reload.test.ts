import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { rmSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { makeAuthority } from "./support/certificates.ts";
import { podReview, post } from "./support/https-client.ts";
import { startLoad } from "./support/load.ts";
import { metric } from "./support/metric.ts";
import { makeSecretFolder, type ServedWebhook, serve } from "./support/served-webhook.ts";

async function ready(port: number): Promise<readonly [status: number, body: string]> {
  const answer = await fetch(`http://127.0.0.1:${port}/healthz/ready`);
  return [answer.status, await answer.text()];
}

/** Far above what anything here takes on a busy machine. */
const LIMIT_MS = 60_000;

async function until(what: string, look: () => Promise<boolean>): Promise<void> {
  const startedMs = performance.now();
  while (!(await look())) {
    if (performance.now() - startedMs > LIMIT_MS) throw new Error(`${what} did not come within ${LIMIT_MS} ms`);
    await wait(50);
  }
}

async function stop(webhook: ServedWebhook): Promise<void> {
  webhook.child.kill("SIGTERM");
  assert.equal(await webhook.ended, 0);
}

describe("the serving certificate", () => {
  it("is swapped under load without one failed call", async () => {
    using secret = makeSecretFolder();
    const authority = await makeAuthority();
    secret.write(await authority.issue());
    using webhook = await serve(secret.folder);
    const port = await webhook.httpsPort();
    const load = startLoad(() => ({ port, ca: authority.ca }), 6);
    const serials: string[] = [];
    for (let swap = 1; swap <= 4; swap++) {
      const pair = await authority.issue();
      serials.push(new X509Certificate(pair.cert).serialNumber);
      secret.write(pair);
      await until(`swap ${swap}`, async () => load.serials.at(-1) === serials.at(-1));
    }
    await until("fifty calls", async () => load.calls() > 50);
    await load.stop();
    assert.deepEqual(load.failures, []);
    assert.equal(await metric(webhook.httpPort, "certificate_reloads_total"), 5);
    assert.equal(await metric(webhook.httpPort, "certificate_failures_total"), 0);
    await stop(webhook);
  });

  it("stays when what comes after it cannot be used", async () => {
    using secret = makeSecretFolder();
    const authority = await makeAuthority();
    const [good, other, expired] = [await authority.issue(), await authority.issue(), await authority.issue(true)];
    secret.write(good);
    using webhook = await serve(secret.folder);
    const port = await webhook.httpsPort();
    const serial = new X509Certificate(good.cert).serialNumber;
    const broken: ReadonlyArray<readonly [RegExp, Parameters<typeof secret.write>[0]]> = [
      [/it is not the key of the certificate in/, { cert: good.cert, key: other.key }],
      [
        /it does not begin with a certificate in PEM/,
        { cert: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", key: good.key },
      ],
      [/it is not a private key in PEM/, { cert: good.cert, key: "" }],
      [/it expired at/, expired],
      [/there is no such file/, { cert: good.cert }],
    ];
    for (const [message, pair] of broken) {
      secret.write(pair);
      const refused = () =>
        webhook.log.some(
          ({ msg, reason }) => String(msg).startsWith("certificate refused") && message.test(String(reason)),
        );
      await until(String(message), async () => refused());
      const answer = await post(podReview("u"), { port, ca: authority.ca });
      assert.deepEqual([answer.status, answer.serial], [200, serial]);
      assert.equal((await ready(webhook.httpPort))[0], 200);
    }
    assert.ok((await metric(webhook.httpPort, "certificate_failures_total")) >= broken.length);
    secret.write(other);
    const otherSerial = new X509Certificate(other.cert).serialNumber;
    await until(
      "the next good pair",
      async () => (await post(podReview("u"), { port, ca: authority.ca })).serial === otherSerial,
    );
    const expiry = await metric(webhook.httpPort, "certificate_expiry_timestamp_seconds");
    assert.equal(expiry, new X509Certificate(other.cert).validToDate.getTime() / 1000);
    await stop(webhook);
  });

  it("may come later: until then it is not ready, and says why", async () => {
    using secret = makeSecretFolder();
    const authority = await makeAuthority();
    using webhook = await serve(secret.folder);
    // The port answers before the files were looked at.
    await until("the reason", async () => (await ready(webhook.httpPort))[1].includes("there is no such file"));
    assert.equal((await ready(webhook.httpPort))[0], 503);
    secret.write(await authority.issue());
    await webhook.httpsPort();
    await until("readiness", async () => (await ready(webhook.httpPort))[0] === 200);
    await stop(webhook);
  });

  it("is noticed by polling where the folder itself was replaced", async () => {
    using secret = makeSecretFolder();
    const authority = await makeAuthority();
    secret.write(await authority.issue());
    using webhook = await serve(secret.folder);
    const port = await webhook.httpsPort();
    for (const name of ["tls.crt", "tls.key", "..data"]) rmSync(path.join(secret.folder, name));
    await until("the loss", async () => webhook.log.some(({ msg }) => String(msg).startsWith("certificate refused")));
    assert.equal((await post(podReview("u"), { port, ca: authority.ca })).status, 200);
    await stop(webhook);
  });
});
