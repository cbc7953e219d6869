import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { issueCa, issueLeaf } from "../x509/issue.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import { createHttpsAccess } from "./https-access.ts";
import { withoutSecrets } from "@mount-monitor/kube";

const TOKEN = `token-${"t".repeat(60)}`;
const KEY = `-----BEGIN PRIVATE KEY-----\n${"k".repeat(64)}\n-----END PRIVATE KEY-----\n`;
const NAMES = { secret: { namespace: "n", name: "s" }, webhookConfiguration: "w" };

interface Reply {
  readonly status: number;
  readonly body: string;
}

/** What only a server that misbehaves shows; the rest is tested on a real one. */
describe("calls to the API server", () => {
  let server: Server;
  let reply: Reply = { status: 200, body: "{}" };
  let ca: string;
  const asked: string[] = [];
  const open = (token = TOKEN, trusted = ca): ClusterAccess => {
    const { port } = server.address() as AddressInfo;
    return createHttpsAccess({ url: `https://127.0.0.1:${port}`, credentials: () => ({ ca: trusted, token }) }, NAMES);
  };
  before(async () => {
    const validity = { notBeforeMs: Date.now() - 60_000, notAfterMs: Date.now() + 600_000 };
    const signer = await issueCa(validity);
    const leaf = await issueLeaf({ signer, validity, hosts: ["127.0.0.1"] });
    ca = signer.certPem;
    server = createServer({ cert: leaf.certPem, key: leaf.key.reveal() }, (request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers["content-type"] ?? ""}`.trim());
      request.resume();
      response.writeHead(reply.status).end(reply.body);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
  });
  after(() => void server.close());

  const failing: ReadonlyArray<readonly [what: string, Reply, reason: string, message: RegExp]> = [
    ["forbidden", { status: 403, body: '{"message":"no Role"}' }, "refused", /^failed to write Secret n\/s: no Role$/],
    ["conflict", { status: 409, body: "{}" }, "conflict", /status 409/],
    ["overloaded", { status: 429, body: "" }, "unreachable", /status 429/],
    ["broken", { status: 503, body: "<html>" }, "unreachable", /status 503/],
    ["another server", { status: 200, body: "<html>" }, "unreachable", /not from a Kubernetes API server/],
    ["a proxy's 404", { status: 404, body: "<html>" }, "refused", /status 404/],
    ["gone", { status: 404, body: '{"reason":"NotFound"}' }, "conflict", /not there any more/],
    ["too large", { status: 200, body: "x".repeat(5_000_000) }, "unreachable", /larger than 4 MiB/],
    [
      "an echo",
      { status: 400, body: JSON.stringify({ message: `${TOKEN} ${KEY} ${btoa(KEY)}` }) },
      "refused",
      /\[removed\]/,
    ],
  ];
  for (const [what, answer, reason, message] of failing)
    it(`says what ${what} means, and nothing secret`, async () => {
      reply = answer;
      const result = await open().updateSecret("1", "ca-set.json", KEY);
      assert.ok(!result.ok);
      assert.equal(result.reason, reason);
      assert.match(result.message, message);
      assert.doesNotMatch(result.message, /tttt|kkkk|a2tr/);
    });

  it("takes an object that is not there for none", async () => {
    reply = { status: 404, body: '{"reason":"NotFound"}' };
    const secret = await open().getSecret();
    assert.deepEqual([secret.ok, secret.ok && secret.value], [true, undefined]);
  });

  it("takes a failed test of a JSON patch for a conflict", async () => {
    reply = { status: 422, body: "{}" };
    const result = await open().patchWebhooks({ resourceVersion: "1", webhooks: [] }, [], "");
    assert.deepEqual([result.ok, !result.ok && result.reason], [false, "conflict"]);
    assert.match(asked.at(-1) ?? "", /^PATCH .*\/w\?fieldManager=mount-monitor-certs application\/json-patch\+json$/);
  });

  it("trusts no other CA, and sends no token that is none", async () => {
    const { certPem } = await issueCa({ notBeforeMs: Date.now() - 1_000, notAfterMs: Date.now() + 60_000 });
    const before = asked.length;
    const [stranger, broken] = await Promise.all([open(TOKEN, certPem).getSecret(), open("a\nb").getSecret()]);
    assert.ok(!stranger.ok && !broken.ok);
    assert.match(stranger.message, /certificate/);
    assert.equal(broken.message, "failed to read Secret n/s: the token of the service account is not one");
    assert.equal(asked.length, before);
  });
});

describe("words of others", () => {
  it("lose what may be secret, and stay short", () => {
    assert.equal(
      withoutSecrets('secrets "webhook-ca" is forbidden:\n no Role'),
      'secrets "webhook-ca" is forbidden: no Role',
    );
    const kind = 'mutatingwebhookconfigurations.admissionregistration.k8s.io "w" is forbidden';
    assert.equal(withoutSecrets(kind), kind);
    for (const secret of [
      "0123456789abcdef.0123456789abcdef.0123456789abcdef",
      `eyJhbGciOiJFUzI1NiJ9.${"a".repeat(30)}.${"b".repeat(30)}`,
      `${"a".repeat(41)}.admissionregistration.k8s.io`,
    ])
      assert.equal(withoutSecrets(secret), "[removed]");
    assert.equal(withoutSecrets(`before ${KEY} after`), "before [removed] after");
    assert.equal(withoutSecrets(`cut ${KEY.slice(0, 40)}`), "cut [removed]");
    assert.equal(withoutSecrets("word ".repeat(200)).length, 300);
  });
});
