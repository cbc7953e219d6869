import assert from "node:assert/strict";
import https from "node:https";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import tls from "node:tls";
import { makeAuthority } from "./support/certificates.ts";
import { podReview, post } from "./support/https-client.ts";
import { startLoad } from "./support/load.ts";
import { metric } from "./support/metric.ts";
import { makeSecretFolder, type ServedWebhook, serve } from "./support/served-webhook.ts";

/** The webhook has one request, not all of it yet. */
async function untilUnderWay({ httpPort }: ServedWebhook): Promise<void> {
  while ((await metric(httpPort, "requests_in_flight")) !== 1) await wait(20);
}

describe("SIGTERM", { timeout: 120_000 }, () => {
  it("under load refuses not one call", async () => {
    using secret = makeSecretFolder();
    const authority = await makeAuthority();
    secret.write(await authority.issue());
    // Longer than a busy machine takes to point its clients at the other one.
    using first = await serve(secret.folder, { drainDelay: "15s" });
    using second = await serve(secret.folder);
    const [from, to] = [await first.httpsPort(), await second.httpsPort()];
    let port = from;
    const load = startLoad(() => ({ port, ca: authority.ca }), 8);
    // However slow the machine is: some calls before, and some at the other replica.
    const untilCalls = async (count: number) => {
      while (load.calls() < count) await wait(20);
    };
    await untilCalls(25);
    first.child.kill("SIGTERM");
    // As the endpoints of a Service: a replica that is no longer ready gets no new connection, a moment later.
    for (;;) {
      const { status } = await fetch(`http://127.0.0.1:${first.httpPort}/healthz/ready`);
      if (status === 503) break;
      await wait(20);
    }
    await wait(500);
    port = to;
    assert.equal(await first.ended, 0);
    await untilCalls(load.calls() + 25);
    await load.stop();
    assert.deepEqual(load.failures, []);
    second.child.kill("SIGTERM");
    assert.equal(await second.ended, 0);
  });

  it("lets a call end that was under way, and asks its client to go elsewhere", async () => {
    using secret = makeSecretFolder();
    const authority = await makeAuthority();
    secret.write(await authority.issue());
    // Longer than a busy machine takes for one more call.
    using webhook = await serve(secret.folder, { drainDelay: "5s" });
    const port = await webhook.httpsPort();
    const text = podReview("slow");
    const request = https.request({
      host: "127.0.0.1",
      port,
      ca: authority.ca,
      agent: false,
      path: "/mutate/pods",
      method: "POST",
      headers: { "content-type": "application/json", "content-length": Buffer.byteLength(text) },
    });
    const answered = new Promise<number | undefined>((resolve, reject) => {
      request.once("response", (response) => resolve(response.resume().statusCode)).once("error", reject);
    });
    request.write(text.slice(0, 100));
    await untilUnderWay(webhook);
    webhook.child.kill("SIGTERM");
    const draining = await post(podReview("u"), { port, ca: authority.ca });
    assert.deepEqual([draining.status, draining.connection], [200, "close"]);
    await wait(5_500);
    request.end(text.slice(100));
    assert.equal(await answered, 200);
    assert.equal(await webhook.ended, 0);
  });

  it("ends an idle connection in order", async () => {
    using secret = makeSecretFolder();
    const authority = await makeAuthority();
    secret.write(await authority.issue());
    using webhook = await serve(secret.folder);
    const socket = tls.connect({ host: "127.0.0.1", port: await webhook.httpsPort(), ca: authority.ca });
    const ended = new Promise<string>((resolve) => {
      socket
        .once("end", () => resolve("end"))
        .once("error", (error) => resolve(error.message))
        .resume();
    });
    await new Promise((resolve) => socket.once("secureConnect", resolve));
    await wait(100);
    webhook.child.kill("SIGTERM");
    assert.equal(await ended, "end");
    assert.equal(await webhook.ended, 0);
  });

  it("does not wait for ever for a call that does not end", async () => {
    using secret = makeSecretFolder();
    const authority = await makeAuthority();
    secret.write(await authority.issue());
    using webhook = await serve(secret.folder, { shutdownTimeout: "300ms" });
    const socket = tls.connect({ host: "127.0.0.1", port: await webhook.httpsPort(), ca: authority.ca }, () => {
      socket.write(
        "POST /mutate/pods HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{",
      );
    });
    socket.on("error", () => {}).resume();
    await untilUnderWay(webhook);
    webhook.child.kill("SIGTERM");
    assert.equal(await webhook.ended, 0);
    assert.ok(webhook.log.some(({ msg }) => String(msg).startsWith("cut off calls")));
  });
});
