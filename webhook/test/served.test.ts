import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import https, { Agent } from "node:https";
import { createServer } from "node:net";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import tls from "node:tls";
import type { ServeStatus } from "@mount-monitor/contract";
import { type Authority, makeAuthority } from "./support/certificates.ts";
import { podReview, post } from "./support/https-client.ts";
import { run } from "./support/program.ts";
import { metric } from "./support/metric.ts";
import { makeSecretFolder, type ServedWebhook, serve } from "./support/served-webhook.ts";

describe("a served webhook", { concurrency: true }, () => {
  const secret = makeSecretFolder();
  let authority: Authority;
  let webhook: ServedWebhook;
  let call: { readonly port: number; readonly ca: string };

  before(async () => {
    authority = await makeAuthority();
    secret.write(await authority.issue());
    webhook = await serve(secret.folder);
    call = { port: await webhook.httpsPort(), ca: authority.ca };
  });

  after(async () => {
    webhook.child.kill("SIGTERM");
    assert.equal(await webhook.ended, 0);
    assert.deepEqual(
      webhook.log.filter(({ level }) => level === "ERROR"),
      [],
    );
    secret[Symbol.dispose]();
  });

  it("answers many calls on one connection", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let index = 0; index < 20; index++) {
      const { status, connection } = await post(podReview(`u-${index}`), { ...call, agent });
      assert.deepEqual([status, connection], [200, "keep-alive"]);
    }
    agent.destroy();
  });

  it("patches a pod of a megabyte", async () => {
    const { status, body } = await post(podReview("large", { "example.org/large": "x".repeat(1024 * 1024) }), call);
    assert.equal(status, 200);
    const { response } = JSON.parse(body) as { response: { allowed: boolean; patch: string } };
    assert.ok(response.allowed && response.patch.length < 20_000);
  });

  it("refuses a body of 8 MiB, and a body that is none", async () => {
    // The answer may come while the body is still being sent: then the connection ends under the client's hands.
    const large = await post(Buffer.alloc(8 * 1024 * 1024, "x"), call).catch(
      (error: NodeJS.ErrnoException) => error.code,
    );
    assert.ok(
      typeof large === "object" ? large.status === 413 : large === "EPIPE" || large === "ECONNRESET",
      String(large),
    );
    assert.equal((await post("{", call)).status, 400);
    assert.equal((await post(podReview("u"), call)).status, 200);
  });

  it("survives clients that leave in the middle of a body", { timeout: 120_000 }, async () => {
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const request = https.request({
          host: "127.0.0.1",
          ...call,
          agent: false,
          path: "/mutate/pods",
          method: "POST",
          headers: { "content-type": "application/json", "content-length": 100_000 },
        });
        request.on("error", () => {});
        request.write('{"apiVersion":');
        await wait(50 + (index % 10) * 10);
        request.destroy();
      }),
    );
    assert.equal((await post(podReview("u"), call)).status, 200);
    while (!((await metric(webhook.httpPort, "requests_in_flight")) < 10)) await wait(50);
  });

  it("cuts off who sends a head too slowly, and who sends a body too slowly", { timeout: 120_000 }, async () => {
    const body = slow(
      "POST /mutate/pods HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n",
      "x",
    );
    const head = await slow("POST /mutate/pods HTTP/1.1\r\nhost: x\r\n", "a");
    // Node's own limits are 60 s and 300 s.
    assert.ok(head.afterMs >= 4_000 && head.afterMs < 30_000, `head: cut off ${JSON.stringify(head)}`);
    const whole = await body;
    assert.ok(whole.afterMs >= 9_000 && whole.afterMs < 40_000, `body: cut off ${JSON.stringify(whole)}`);
  });

  /** Sends what is given, then one character a second; resolves to how long that was put up with, and how it ended. */
  function slow(beginning: string, drop: string): Promise<{ readonly afterMs: number; readonly by: string }> {
    return new Promise((resolve) => {
      const beginMs = performance.now();
      let drip: NodeJS.Timeout | undefined;
      const socket = tls.connect({ host: "127.0.0.1", ...call }, () => {
        socket.write(beginning);
        // Not before: a handshake may take longer than that.
        drip = setInterval(() => socket.write(drop), 1_000);
      });
      const end = (by: string) => {
        clearInterval(drip);
        socket.destroy();
        resolve({ afterMs: performance.now() - beginMs, by });
      };
      socket.once("end", () => end("the server"));
      socket.once("error", (error) => end(String(error)));
      socket.resume();
    });
  }

  it("says that it knows nothing of a cluster", async () => {
    // Warnings come by another pipe than what was waited for.
    const said = await webhook.logged("there is no cluster: nothing is known of namespaces, versions and limits");
    assert.equal(said["level"], "WARN");
  });

  it("speaks TLS 1.2 and newer", async () => {
    const version = (maxVersion: tls.SecureVersion) =>
      new Promise<string | null>((resolve) => {
        const options = {
          host: "127.0.0.1",
          ...call,
          minVersion: "TLSv1" as const,
          maxVersion,
          ciphers: "DEFAULT@SECLEVEL=0",
        };
        const socket = tls.connect(options, () => {
          resolve(socket.getProtocol());
          socket.destroy();
        });
        socket.once("error", () => resolve("refused"));
      });
    assert.deepEqual(
      [await version("TLSv1.1"), await version("TLSv1.2"), await version("TLSv1.3")],
      ["refused", "TLSv1.2", "TLSv1.3"],
    );
  });

  it("tells live, ready, version and metrics on the plain port, and nothing else", async () => {
    const get = async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${webhook.httpPort}${path}`);
      return [answer.status, await answer.text()] as const;
    };
    assert.deepEqual(await get("/healthz/live"), [200, '{"status":"live"}']);
    assert.deepEqual(await get("/healthz/ready"), [200, '{"status":"ready"}']);
    assert.match((await get("/version"))[1], /"name":"mount-monitor-webhook"/);
    const document = JSON.parse((await get("/status"))[1]) as ServeStatus;
    const { certificate, notAfter, ...rest } = document.certificate;
    assert.deepEqual(rest, { mode: "provided", cas: [], ready: true, failures: 0 });
    assert.equal(new X509Certificate(certificate ?? "").validToDate.toISOString(), notAfter);
    assert.deepEqual(
      [document.pod, document.namespace, document.ready, document.watches, document.kubernetes],
      [null, null, true, [], { server: null, oldestKubelet: null }],
    );
    const [status, text] = await get("/metrics");
    assert.equal(status, 200);
    for (const line of text.trimEnd().split("\n"))
      assert.match(line, /^(?:# (?:HELP|TYPE) \w+ .+|\w+(?:\{.*\})? [-+.\w]+)$/);
    assert.equal((await get("/mutate/pods"))[0], 404);
  });
});

describe("a webhook that cannot be served", () => {
  it("says which port is taken, and ends with 2", async () => {
    using secret = makeSecretFolder();
    secret.write(await (await makeAuthority()).issue());
    const taken = createServer().listen(0);
    const { port } = taken.address() as { port: number };
    await assert.rejects(
      serve(secret.folder, { httpPort: port }),
      /ended with 2 .*failed to listen on port \d+: another program has it; choose another with httpPort/,
    );
    await assert.rejects(
      serve(secret.folder, { httpsPort: port }).then((webhook) => webhook.httpsPort()),
      /ended with 2 .*choose another with httpsPort/,
    );
    taken.close();
  });

  it("says what needs a cluster where there is none, and what to set instead", () => {
    const { code, stderr } = run(["serve", "--config", "/dev/null"]);
    assert.equal(code, 2);
    assert.deepEqual(stderr.trimEnd().split("\n"), [
      "mount-monitor-webhook: certificates.mode self needs a cluster, but KUBERNETES_SERVICE_HOST is not set; run this in a pod, or set certificates.mode: provided, with certFile and keyFile",
      "mount-monitor-webhook: grants.mode managed needs a cluster, but KUBERNETES_SERVICE_HOST is not set; run this in a pod, or set grants.mode: manual",
    ]);
  });

  it("says what a pod has to be told", () => {
    const inCluster = (env: Readonly<Record<string, string>>) =>
      run(["serve", "--config", "/dev/null"], { env: { KUBERNETES_SERVICE_HOST: "127.0.0.1", ...env } });
    const lost = inCluster({});
    assert.equal(lost.code, 2);
    assert.match(lost.stderr, /POD_NAMESPACE is not set; set it from metadata\.namespace/);
    assert.match(
      inCluster({ KUBERNETES_SERVICE_PORT: "tcp://1", POD_NAMESPACE: "n" }).stderr,
      /is "tcp:\/\/1"; set a port/,
    );
  });

  it("names the configuration that is missing", () => {
    const { code, stderr } = run(["serve"], { cwd: "/" });
    assert.deepEqual(
      [code, stderr],
      [2, "mount-monitor-webhook: failed to read config.json: there is no such file; name another with --config\n"],
    );
  });
});
