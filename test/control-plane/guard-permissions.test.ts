/** What the webhook's account is given is enough for what it does, and lets it see no more than that. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createHttpsAccess, createSelfSource } from "@mount-monitor/certs";
import { requestToken } from "./support/account-tokens.ts";
import { missingControlPlane } from "./support/assets.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { ADMISSION, RBAC } from "./support/guard/guard-install.ts";
import { openOwnScene, type OwnScene } from "./support/guard/own-scene.ts";
import { CALM } from "./support/rotations.ts";
import { until } from "./support/until.ts";

const skip = missingControlPlane() ?? false;
const LIMIT_MS = 60_000;

const named = (path: string, name: string) => `${path}?fieldSelector=metadata.name%3D${name}`;

const FOLLOWED = [
  "/api/v1/namespaces",
  "/api/v1/nodes",
  "/api/v1/limitranges",
  "/api/v1/resourcequotas",
  "/api/v1/persistentvolumeclaims",
  "/api/v1/events",
  "/api/v1/pods",
  `${RBAC}/roles`,
  `${RBAC}/rolebindings`,
  named(`${ADMISSION}/validatingadmissionpolicies`, "mount-monitor-restart-self"),
  named(`${ADMISSION}/validatingadmissionpolicies`, "mount-monitor-own-account"),
  named(`${ADMISSION}/validatingadmissionpolicybindings`, "mount-monitor-restart-self"),
  named(`${ADMISSION}/validatingadmissionpolicybindings`, "mount-monitor-own-account"),
];

const READ = [
  "/version",
  `${RBAC}/clusterroles/mount-monitor-webhook`,
  `${RBAC}/namespaces/media/roles/mount-monitor:plex`,
  `${RBAC}/namespaces/media/rolebindings/mount-monitor:plex`,
  `${ADMISSION}/mutatingwebhookconfigurations/mount-monitor-webhook`,
  `${ADMISSION}/validatingadmissionpolicies/mount-monitor-restart-self`,
  `${ADMISSION}/validatingadmissionpolicybindings/mount-monitor-restart-self`,
];

const NOT_READ = [
  "/api/v1/secrets",
  "/api/v1/namespaces/mount-monitor/secrets",
  "/api/v1/namespaces/mount-monitor/secrets/other",
  "/api/v1/namespaces/media/secrets/mount-monitor-webhook-ca",
  "/api/v1/configmaps",
  "/api/v1/serviceaccounts",
  "/api/v1/persistentvolumes",
  "/api/v1/namespaces/media/pods/plex-0/log",
  "/apis/apps/v1/deployments",
  `${RBAC}/clusterroles`,
  `${RBAC}/clusterroles/cluster-admin`,
  `${RBAC}/clusterrolebindings`,
  `${ADMISSION}/mutatingwebhookconfigurations`,
  `${ADMISSION}/mutatingwebhookconfigurations/others`,
  `${ADMISSION}/validatingwebhookconfigurations`,
  `${ADMISSION}/validatingadmissionpolicies`,
];

describe("what the webhook's account may see", { skip }, () => {
  let plane: ControlPlane;
  let scene: OwnScene;
  before(async () => {
    plane = await startControlPlane();
    scene = await openOwnScene(plane);
  });
  after(async () => {
    scene?.close();
    await plane?.stop();
  });

  // All at once: each watch lasts a second, the least that there is.
  describe("follows", { concurrency: true }, () => {
    for (const path of FOLLOWED) it(path, () => follow(path));
  });
  async function follow(path: string): Promise<void> {
    const { webhook } = scene.install;
    const list = await webhook.expect(path);
    const from = `${path.includes("?") ? "&" : "?"}watch=true&timeoutSeconds=1&resourceVersion=`;
    const watch = await webhook.call(`${path}${from}${list.metadata.resourceVersion}`);
    assert.equal(watch.status, 200, watch.text);
  }
  for (const path of READ) {
    it(`reads ${path}`, async () => void (await scene.install.webhook.expect(path)));
  }
  for (const path of NOT_READ) {
    it(`does not read ${path}`, async () => {
      const { status, text } = await scene.install.webhook.call(path);
      assert.equal(status, 403, text);
    });
  }

  it("has certificates of its own, with the policies in force", async () => {
    const { names, account } = scene.install;
    const token = await requestToken(plane.admin, account);
    const secret = { namespace: names.namespace, name: names.secret };
    const access = createHttpsAccess(plane.connectionWith(token), {
      secret,
      webhookConfiguration: names.webhookConfiguration,
    });
    const said: string[] = [];
    const say = (fields: object, message: string) => void said.push(`${message} ${JSON.stringify(fields)}`);
    const webhookNames = ["pods.mount-monitor.io", "podtemplates.mount-monitor.io"];
    const source = createSelfSource(
      { rotation: CALM, secret, webhookNames, hosts: ["127.0.0.1"] },
      { access, log: { info: say, warn: say, error: say } },
    );
    try {
      const isReady = () => source.status().readiness.ready;
      await until("certificates that the API server trusts", LIMIT_MS, isReady, () => said.join("\n"));
    } finally {
      source.close();
    }
    const path = `${ADMISSION}/mutatingwebhookconfigurations/${names.webhookConfiguration}`;
    const { webhooks } = await plane.admin.expect(path);
    const bundles = (webhooks as ReadonlyArray<{ clientConfig: { caBundle: string } }>).map((one) => one.clientConfig);
    for (const { caBundle } of bundles) assert.match(Buffer.from(caBundle, "base64").toString(), /BEGIN CERTIFICATE/);
  });
});
