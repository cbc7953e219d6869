import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { inspect } from "node:util";
import type { RotationSettings } from "../../core/settings.ts";
import type { CertificateSource } from "../certificate-source.ts";
import { bundleTrusts } from "../x509/read-bundle.ts";
import { createFakeCluster, type FakeCluster } from "./fake-cluster.ts";
import { createPace, type Pace } from "./pace.ts";
import { createSelfSource } from "./self-source.ts";

const NAMES = ["a.io", "b.io"];
const ROTATION = { caLifeMs: 36_000_000, leafLifeMs: 3_600_000, propagationMs: 100, clockSkewMs: 1_000 };

interface OpenOptions {
  readonly rotation?: RotationSettings;
  readonly pace?: Pace;
}

describe("a source of its own certificates", () => {
  const opened: CertificateSource[] = [];
  const logged: string[] = [];
  const say = (fields: object, message: string) => void logged.push(`${message} ${inspect(fields, { depth: 9 })}`);
  const open = (cluster: FakeCluster, { rotation = ROTATION, pace = createPace() }: OpenOptions = {}) => {
    const settings = { rotation, secret: { namespace: "n", name: "s" }, webhookNames: NAMES, hosts: ["h"] };
    const source = createSelfSource(settings, { access: cluster, log: { info: say, warn: say, error: say }, pace });
    opened.push(source);
    return source;
  };
  const ready = (source: CertificateSource) => until(() => source.status().readiness.ready);
  afterEach(() => {
    for (const source of opened.splice(0)) source.close();
    logged.length = 0;
  });

  it("makes a CA, has every webhook trust it, and is ready with a leaf of it", async () => {
    const cluster = createFakeCluster([...NAMES, "stranger.io"]);
    const source = open(cluster);
    const told: string[] = [];
    source.onChange(({ certPem }) => told.push(certPem));
    assert.equal(source.current(), undefined);
    assert.deepEqual(source.status().readiness, { ready: false, why: "there is no serving certificate yet" });
    await ready(source);
    const pair = source.current();
    assert.ok(pair?.caPem);
    assert.deepEqual(told, [pair.certPem]);
    assert.ok(bundleTrusts(pair.caPem, pair.certPem, Date.now()));
    const bundles = cluster.webhooks?.webhooks.map(({ caBundle }) => caBundle);
    const bundle = Buffer.from(pair.caPem).toString("base64");
    assert.deepEqual(bundles, [bundle, bundle, undefined]);
    const { cas, refusal, leafNotBeforeMs = 0, leafNotAfterMs = 0 } = source.status();
    assert.ok(leafNotBeforeMs > 0 && leafNotBeforeMs <= Date.now());
    assert.deepEqual([cas.length, cas[0]?.role, refusal], [1, "current", undefined]);
    assert.ok(Math.abs(leafNotAfterMs - Date.now() - ROTATION.leafLifeMs) < 10_000);
  });

  it("shows no key: not in the log, not in its state", async () => {
    const cluster = createFakeCluster(NAMES);
    const source = open(cluster);
    await ready(source);
    assert.match(cluster.secret?.data["ca-set.json"] ?? "", /BEGIN PRIVATE KEY/);
    assert.doesNotMatch(logged.join("\n") + inspect(source.status(), { depth: 9 }), /PRIVATE/);
    assert.match(logged.join("\n"), /Secret for the CA created[^]*caBundle written/);
  });

  it("shares the CA of a Secret with others that start at the same moment", async () => {
    const cluster = createFakeCluster(NAMES);
    const sources = [open(cluster), open(cluster), open(cluster)];
    await Promise.all(sources.map(ready));
    assert.equal(new Set(sources.map((source) => source.current()?.caPem)).size, 1);
    assert.equal(new Set(sources.map((source) => source.current()?.certPem)).size, 3);
  });

  it("puts the bundle back as soon as it is told of the change", async () => {
    const cluster = createFakeCluster(NAMES);
    const source = open(cluster);
    await ready(source);
    const good = cluster.webhooks?.webhooks;
    cluster.webhooks = { resourceVersion: "x", webhooks: NAMES.map((name) => ({ name })) };
    cluster.changed();
    await until(() => cluster.webhooks?.webhooks[0]?.caBundle !== undefined);
    assert.deepEqual(cluster.webhooks.webhooks, good);
  });

  it("tells of a trouble once, and when it is over", async () => {
    const cluster = createFakeCluster(NAMES);
    cluster.outage = "failed to read Secret n/s: no route to host";
    const source = open(cluster);
    await until(() => source.status().failures >= 2);
    assert.deepEqual(source.status().readiness, {
      ready: false,
      why: `there is no serving certificate yet: ${cluster.outage}; ${cluster.outage}`,
    });
    cluster.outage = undefined;
    cluster.changed();
    await ready(source);
    await until(() => logged.some((line) => line.startsWith("certificates can be seen to again")));
    assert.equal(logged.filter((line) => line.includes("no route to host")).length, 1);
  });

  it("renews its leaf also while somebody undoes what it writes, so that writing has to wait", async () => {
    const cluster = createFakeCluster(NAMES);
    const calm = createPace();
    let writes = 0;
    // Secret, CA and bundle are written at once, and then nothing for an hour.
    const pace = { ...calm, afterWrite: (ms: number) => (++writes > 2 ? 3_600_000 : calm.afterWrite(ms)) };
    const source = open(cluster, { rotation: { ...ROTATION, leafLifeMs: 3_000, clockSkewMs: 0 }, pace });
    let leaves = 0;
    source.onChange(() => leaves++);
    await until(() => writes > 2 && leaves > 3);
  });

  it("is quiet after it was closed", async () => {
    const cluster = createFakeCluster(NAMES);
    const source = open(cluster);
    await ready(source);
    source.close();
    cluster.secret = undefined;
    cluster.changed();
    await wait(150);
    assert.equal(cluster.secret, undefined);
  });
});

describe("the pace", () => {
  it("waits longer with every failure, and half a minute or so at most", () => {
    const pace = createPace(() => 0.5);
    const pauses = Array.from({ length: 9 }, () => pace.afterFailure());
    assert.deepEqual(pauses, [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    pace.rested();
    assert.equal(pace.afterFailure(), 250);
  });
  it("does not race somebody who undoes every write", () => {
    const pace = createPace(() => 0.5);
    const pauses = Array.from({ length: 40 }, (_, index) => pace.afterWrite(index * 100));
    assert.deepEqual([pauses[29], pauses[30]], [30, 5_000]);
    assert.equal(pace.afterOwnStep(), 30);
    assert.equal(pace.afterWrite(100_000), 30);
  });
});

async function until(look: () => unknown): Promise<void> {
  const startedMs = performance.now();
  while (!look()) {
    if (performance.now() - startedMs > 60_000) throw new Error(`not within a minute: ${look}`);
    await wait(5);
  }
}
