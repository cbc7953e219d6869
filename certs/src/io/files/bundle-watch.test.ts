import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Answer } from "@mount-monitor/kube";
import type { WebhookConfiguration } from "../kube/cluster-access.ts";
import { issueCa, issueLeaf } from "../x509/issue.ts";
import { type BundleWatch, watchBundle } from "./bundle-watch.ts";

const NOW = Date.now();
const VALIDITY = { notBeforeMs: NOW - 60_000, notAfterMs: NOW + 3_600_000 };
const [ca, stranger] = await Promise.all([issueCa(VALIDITY), issueCa(VALIDITY)]);
const leaf = await issueLeaf({ signer: ca, validity: VALIDITY, hosts: ["h"] });
const PAIR = { certPem: leaf.certPem, keyPem: leaf.key.reveal() };

type Reply = Answer<WebhookConfiguration | undefined>;

/** One entry a webhook, by what it trusts; undefined: it has no `caBundle`. */
const trusting = (...cas: readonly ({ readonly certPem: string } | undefined)[]): Reply => ({
  ok: true,
  value: {
    resourceVersion: "1",
    webhooks: cas.map((one, index) => ({
      name: `${"ab"[index]}.io`,
      ...(one && { caBundle: Buffer.from(one.certPem).toString("base64") }),
    })),
  },
});
const ABSENT: Reply = { ok: true, value: undefined };
const REFUSED: Reply = { ok: false, reason: "refused", message: "failed to read it: forbidden" };
const AWAY: Reply = { ok: false, reason: "unreachable", message: "failed to read it: no route" };

describe("the live bundle", () => {
  const opened: BundleWatch[] = [];
  const warnings: string[] = [];
  let reply: Reply = AWAY;
  let changed = () => {};
  const open = async (first: Reply, required: boolean) => {
    reply = first;
    let looks = 0;
    const access = {
      getWebhooks: () => Promise.resolve(reply).finally(() => looks++),
      watchWebhooks(onChange: () => void) {
        changed = onChange;
        return { close: () => {} };
      },
    };
    const log = { info() {}, error() {}, warn: (fields: object) => void warnings.push(JSON.stringify(fields)) };
    const bundle = watchBundle(access, { webhookConfiguration: "w", webhookNames: ["a.io", "b.io"], required }, log);
    opened.push(bundle);
    const looked = async (count: number) => {
      for (;;) {
        await wait(1);
        if (looks >= count) return;
      }
    };
    await looked(1);
    return {
      bundle,
      why: () => {
        const readiness = bundle.readinessOf(PAIR, NOW);
        return readiness.ready ? undefined : readiness.why;
      },
      async becomes(next: Reply) {
        reply = next;
        const before = looks;
        changed();
        await looked(before + 1);
      },
    };
  };
  afterEach(() => {
    for (const bundle of opened.splice(0)) bundle.close();
    warnings.length = 0;
  });

  const table: ReadonlyArray<readonly [what: string, Reply, required: RegExp | undefined, free: RegExp | undefined]> = [
    ["both trust it", trusting(ca, ca), undefined, undefined],
    [
      "one does not",
      trusting(ca, stranger),
      /caBundle of b\.io in .* w does not trust/,
      /of b\.io in .* w does not trust/,
    ],
    ["one has none yet", trusting(ca, undefined), /b\.io of .* w has no caBundle yet/, undefined],
    ["one is not there", trusting(ca), /b\.io of .* w has no caBundle yet/, undefined],
    ["there is no configuration", ABSENT, /there is no MutatingWebhookConfiguration w/, undefined],
    ["it may not be read", REFUSED, /^failed to read it: forbidden$/, undefined],
    ["the server is away", AWAY, /was not seen yet: failed to read it: no route/, /was not seen yet: failed/],
  ];
  for (const [what, first, required, free] of table)
    it(`decides where ${what}`, async () => {
      for (const [isRequired, expected] of [
        [true, required],
        [false, free],
      ] as const) {
        const why = (await open(first, isRequired)).why();
        if (expected === undefined) assert.equal(why, undefined);
        else assert.match(why ?? "ready", expected);
      }
    });

  it("follows changes, and keeps what it saw while the server is away or refuses", async () => {
    const { bundle, why, becomes } = await open(trusting(stranger, stranger), true);
    assert.match(why() ?? "", /does not trust/);
    await becomes(trusting(ca, ca));
    assert.equal(why(), undefined);
    await becomes(AWAY);
    await becomes(AWAY);
    await becomes(REFUSED);
    assert.equal(why(), undefined);
    assert.deepEqual([bundle.failures(), warnings.length], [3, 2]);
    await becomes(ABSENT);
    assert.match(why() ?? "", /there is no/);
  });
});
