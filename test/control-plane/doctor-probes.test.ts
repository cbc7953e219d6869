/** What the doctor says about what comes of its dry runs; each fault provoked once on a real API server. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { missingControlPlane } from "./support/assets.ts";
import { assertSays } from "./support/doctor/doctor-program.ts";
import { CONFIGURATION, type DoctorScene, openWellScene } from "./support/doctor/doctor-scene.ts";
import { callAnother, callBy } from "./support/doctor/other-webhook.ts";
import { missingKubectl } from "./support/kubectl.ts";
import { until } from "./support/until.ts";

const skip = missingControlPlane() ?? missingKubectl() ?? false;

describe("doctor, about its dry runs,", { skip }, () => {
  let scene: DoctorScene;
  before(async () => void (scene = await openWellScene()));
  after(() => scene?.close());

  const find = (code: string, count = 1) => scene.examineUntil(code, ({ all }) => all(code).length === count);
  const write = (change: object) => {
    const webhooks = scene.configuration.webhooks.map((webhook) => ({ ...webhook, ...change }));
    return scene.patch(CONFIGURATION, { webhooks });
  };
  const restore = async () => {
    await write({});
    await scene.examineUntilJust();
  };

  it("knows a configuration with a path that nobody answers", async () => {
    await callBy(scene, ({ url }) => ({ url: url.replace("/mutate/", "/mutant/") }));
    const found = await find("webhook-failed", 2);
    assert.deepEqual([found.code, found.codes], [1, ["webhook-failed"]]);
    assertSays(found, "webhook-failed", /answer: the server could not find the requested resource$/, /port and path/);
    await restore();
  });

  it("knows a configuration with a port where nobody speaks TLS", async () => {
    const { httpPort } = scene.webhook;
    await callBy(scene, ({ url }) => ({ url: url.replace(/:\d+\//, `:${httpPort}/`) }));
    const found = await find("webhook-failed", 2);
    assert.deepEqual([found.code, found.codes], [1, ["webhook-failed", "not-checked"]]);
    assertSays(found, "webhook-failed", /server gave HTTP response to HTTPS client$/, /port and path/);
    assert.match(found.only("not-checked").sentence, /the certificate that is served: no TLS handshake: /);
    await restore();
  });

  it("knows a webhook that is called by the path of the other one", async () => {
    await callBy(scene, ({ url }) => ({ url: url.replace("/mutate/pods", "/mutate/workloads") }));
    const found = await find("webhook-failed");
    assert.deepEqual([found.code, found.codes], [1, ["webhook-failed"]]);
    assert.equal(found.only("webhook-failed").subject.name, "pods.mount-monitor.io");
    await restore();
  });

  it("knows a webhook that is never called, and that its conditions are why", async () => {
    await write({ matchConditions: [{ name: "never", expression: "false" }] });
    const found = await find("probe-not-injected", 2);
    assert.deepEqual([found.code, found.codes], [1, ["probe-not-injected", "conditions-differ"]]);
    assertSays(found, "probe-not-injected", /^an annotated pod came back as it was$/, /^See .* webhook configuration/);
    assertSays(found, "probe-not-injected", /^an annotated Deployment came back as it was$/, /its log has the call/);
    await restore();
  });

  it("knows selectors that leave everything out", async () => {
    for (const selector of ["objectSelector", "namespaceSelector"]) {
      await write({ [selector]: { matchLabels: { monitored: "yes" } } });
      // Of a pod and of a Deployment: the API server may learn of it between the two.
      const found = await find("probe-not-injected", 2);
      assert.deepEqual([found.code, found.codes], [1, ["probe-not-injected"]]);
      const sentence = new RegExp(`came back as it was: ${selector} of pods\\.mount-monitor\\.io leaves it out$`);
      assertSays(found, "probe-not-injected", sentence, new RegExp(`change ${selector} of the webhook configuration`));
      await restore();
    }
  });

  it("keeps to the namespaces that a selector is about", async () => {
    await scene.patch("/api/v1/namespaces/media", { metadata: { labels: { monitored: "yes" } } });
    const before = scene.configuration.webhooks[0]?.namespaceSelector;
    await write({ namespaceSelector: { ...before, matchLabels: { monitored: "yes" } } });
    await until("a namespace that is left out", 120_000, async () => (await scene.isInjected()) === false);
    for (const name of ["plex-1", "plex-2"]) await scene.removePod("media", name);
    const { code } = await scene.examineUntilJust("nothing-annotated");
    assert.equal(code, 0);
    for (const name of ["plex-1", "plex-2"]) await scene.createPod("media", name);
    await restore();
  });

  it("knows a namespace that the webhook is told to leave alone, from pods that were missed there", async () => {
    using _ = await callAnother(scene, { config: { excludedNamespaces: ["media"] } });
    const without = await find("probe-not-injected", 2);
    assert.deepEqual([without.code, without.codes], [1, ["probe-not-injected"]]);
    assertSays(without, "probe-not-injected", /^an annotated pod came back as it was$/, /\(excludedNamespaces\)/);
    await scene.createPod("media", "late");
    const found = await find("excluded-namespace");
    assert.deepEqual([found.code, found.codes], [0, ["excluded-namespace"]]);
    assert.deepEqual(found.only("excluded-namespace").pods, ["late"]);
    assert.match(found.only("excluded-namespace").advice, /change excludedNamespaces in the configuration of the web/);
    await scene.removePod("media", "late");
    await restore();
  });
});
