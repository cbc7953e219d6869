import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer as createPlainServer } from "node:net";
import { createServer } from "node:tls";
import { before, describe, it } from "node:test";
import { type Authority, makeAuthority } from "../../../test/support/certificates.ts";
import { type InstallationFacts, readInstallation } from "../../core/doctor/facts/webhook-facts.ts";
import { known, unknown } from "../../core/live/known.ts";
import { exampleReplica } from "../../core/doctor/testing/example-picture.ts";
import { readCertificates } from "./read-certificates.ts";

const PODS = "pods.mount-monitor.io";
const base64 = (text: string) => Buffer.from(text).toString("base64");

let ours: Authority;
let others: Authority;
before(async () => {
  [ours, others] = await Promise.all([makeAuthority(), makeAuthority()]);
});

function installation(clientConfig: object): InstallationFacts {
  const read = readInstallation({ metadata: { name: "x" }, webhooks: [{ name: PODS, clientConfig }] });
  assert.ok(read);
  return read;
}

/** A server that shows a certificate, for as long as it is looked at. */
async function shown(authority: Authority, look: (url: string) => Promise<void>): Promise<void> {
  const pair = await authority.issue();
  const server = createServer({ cert: pair.cert, key: pair.key });
  await once(server.listen(0, "127.0.0.1"), "listening");
  try {
    await look(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
  }
}

describe("readCertificates", () => {
  it("looks at what is served at an address, and whether the caBundle trusts it", () =>
    shown(ours, async (url) => {
      for (const [authority, trusted] of [
        [ours, true],
        [others, false],
      ] as const) {
        const installed = installation({ url: `${url}/mutate/pods`, caBundle: base64(authority.ca) });
        const { served, bundles } = await readCertificates([installed], known([]), Date.now());
        assert.deepEqual(
          bundles.map(({ empty, damaged, cas }) => [empty, damaged, cas.map(({ name }) => name)]),
          [[false, false, ["CN=test CA"]]],
        );
        const [one] = served;
        assert.ok(one?.certificate.t === "known");
        assert.deepEqual(one.by, { kind: "Address", namespace: undefined, name: url.slice("https://".length) });
        assert.equal(one.certificate.value.name, "CN=mount-monitor-webhook");
        assert.deepEqual(one.certificate.value.fits, [{ webhook: PODS, trusted, host: "127.0.0.1", named: true }]);
      }
    }));

  it("says why it sees nothing there", async () => {
    const installed = installation({ url: "https://127.0.0.1:1/x", caBundle: base64(ours.ca) });
    const { served } = await readCertificates([installed], known([]), Date.now());
    assert.deepEqual(served[0]?.certificate, unknown("connect ECONNREFUSED 127.0.0.1:1, seen from here"));
  });

  it("says in plain words that nobody speaks TLS there", async () => {
    const server = createPlainServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const { served } = await readCertificates([installation({ url: `https://127.0.0.1:${port}/x` })], known([]), 0);
    server.close();
    assert.deepEqual(served[0]?.certificate, unknown("no TLS handshake: wrong version number, seen from here"));
  });

  it("looks at what the replicas behind a Service say, and takes no common name for a name", async () => {
    const { cert } = await ours.issue();
    const service = { namespace: "default", name: "mount-monitor-webhook" };
    const installed = installation({ service, caBundle: base64(ours.ca) });
    const replica = exampleReplica("a", {}, { certificate: { mode: "provided", pem: cert, trouble: undefined } });
    const silent = exampleReplica("b", { status: unknown("no answer") });
    const early = exampleReplica("c", {}, { certificate: { mode: "self", pem: undefined, trouble: undefined } });
    const { served } = await readCertificates([installed], known([replica, silent, early]), Date.now());
    assert.deepEqual(
      served.map(({ by, mode }) => [by.name, mode]),
      [
        ["mount-monitor-webhook-a", "provided"],
        ["mount-monitor-webhook-b", undefined],
      ],
    );
    assert.ok(served[0]?.certificate.t === "known");
    const [fit] = served[0].certificate.value.fits;
    assert.deepEqual(fit, { webhook: PODS, trusted: true, host: "mount-monitor-webhook.default.svc", named: false });
    assert.deepEqual(served[1]?.certificate, unknown("no answer"));
  });

  it("takes the newline that charts write for no caBundle", async () => {
    for (const caBundle of ["", base64("\n")]) {
      const { bundles } = await readCertificates([installation({ service: {}, caBundle })], known([]), 0);
      assert.equal(bundles[0]?.empty, true);
    }
    const { bundles } = await readCertificates([installation({ service: {}, caBundle: base64("x") })], known([]), 0);
    assert.deepEqual([bundles[0]?.empty, bundles[0]?.damaged], [false, true]);
  });
});
