/** What the doctor says about certificates; each fault provoked once, between a real API server and real programs. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { issueCa } from "@mount-monitor/certs";
import { missingControlPlane } from "./support/assets.ts";
import { assertSays } from "./support/doctor/doctor-program.ts";
import { CONFIGURATION, type DoctorScene, openWellScene } from "./support/doctor/doctor-scene.ts";
import { callAnother, callBy, type OtherWebhook } from "./support/doctor/other-webhook.ts";
import { missingKubectl } from "./support/kubectl.ts";

const skip = missingControlPlane() ?? missingKubectl() ?? false;
const DAY_MS = 86_400_000;
const SECOND_DAYS = 1 / 86_400;

describe("doctor, about certificates,", { skip }, () => {
  let scene: DoctorScene;
  before(async () => void (scene = await openWellScene()));
  after(() => scene?.close());

  const caOf = (ageDays: number, leftDays: number) =>
    issueCa({ notBeforeMs: Date.now() - ageDays * DAY_MS, notAfterMs: Date.now() + leftDays * DAY_MS });
  const restore = async () => {
    await scene.patch(CONFIGURATION, { webhooks: scene.configuration.webhooks });
    await scene.examineUntilJust();
  };
  const calling = async (other: OtherWebhook, look: () => Promise<void>) => {
    using _ = await callAnother(scene, other);
    await look();
    await restore();
  };

  it("knows a caBundle that is no certificate", async () => {
    await callBy(scene, () => ({ caBundle: Buffer.from("not a certificate").toString("base64") }));
    // Nothing else is wrong, least of all with the webhook.
    const found = await scene.examineUntilJust("certificate-not-trusted", "ca-bundle-unreadable");
    assert.equal(found.code, 1);
    assertSays(found, "certificate-not-trusted", /: unable to load root certificates: /, /findings about certificates/);
    assertSays(found, "ca-bundle-unreadable", /has no certificate/, /^Remove it/);
    await restore();
  });

  it("knows a certificate for another name", async () => {
    await calling({ hosts: ["mount-monitor-webhook.elsewhere.svc"] }, async () => {
      const { code, only } = await scene.examineUntilJust("certificate-not-trusted", "certificate-for-other-name");
      assert.equal(code, 1);
      const { subject, sentence, advice } = only("certificate-for-other-name");
      assert.equal(subject.kind, "Address");
      assert.match(sentence, /^its certificate, CN=mount-monitor webhook, is not for 127\.0\.0\.1$/);
      assert.match(advice, /^Issue one for 127\.0\.0\.1; .* add it to certificates\.hosts/);
    });
  });

  it("knows one that expires soon", async () => {
    await calling({ ageDays: 85, leftDays: 5.5 }, async () => {
      const { code, only } = await scene.examineUntilJust("certificate-expires");
      assert.equal(code, 0);
      const { sentence, advice } = only("certificate-expires");
      assert.match(sentence, /^its certificate, CN=mount-monitor webhook, expires in 5 days, on \d{4}-\d\d-\d\d /);
      assert.match(advice, /^Look at the log of the webhook, or of cert-manager, .*; or renew it\.$/);
    });
  });

  it("knows one that has expired, also where the API server still holds a connection from before", async () => {
    await calling({ leftDays: 25 * SECOND_DAYS }, async () => {
      const { code, only } = await scene.examineUntil("one that has expired", ({ codes }) =>
        codes.includes("certificate-expired"),
      );
      assert.equal(code, 1);
      const { sentence, advice } = only("certificate-expired");
      assert.match(sentence, /^its certificate, CN=mount-monitor webhook, expired on \d{4}-\d\d-\d\d /);
      assert.match(advice, /^Restart the webhook's pods where .*; else renew it\.$/);
    });
  });

  it("takes one that is not valid yet for a clock that is wrong", async () => {
    await calling({ ageDays: -1 }, async () => {
      const { code, only } = await scene.examineUntilJust("certificate-not-trusted", "certificate-expired");
      assert.equal(code, 1);
      const { sentence, advice } = only("certificate-expired");
      assert.match(sentence, / is not valid before \d{4}-/);
      assert.match(advice, /clocks/);
    });
  });

  it("knows a CA that expires soon", async () => {
    const signer = await caOf(100, 5.5);
    await calling({ signer, ageDays: 5, leftDays: 5 }, async () => {
      const found = await scene.examineUntilJust("certificate-expires");
      assert.equal(found.code, 0);
      assertSays(
        found,
        "certificate-expires",
        /^the newest CA of its caBundle, CN=.* CA .* expires in 5 days/,
        /renew/,
      );
    });
  });

  it("knows a CA that has expired", async () => {
    const signer = await caOf(100, -1);
    await calling({ signer }, async () => {
      const found = await scene.examineUntilJust("certificate-not-trusted", "certificate-expired");
      assert.equal(found.code, 1);
      assertSays(found, "certificate-expired", /^the newest CA of its caBundle, .* expired on /, /else renew it\.$/);
    });
  });
});
