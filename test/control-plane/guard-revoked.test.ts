/**
 * Who has been let pass by RBAC and takes long to send the body may have lost all permissions by the time that policies
 * are asked, the marker included. That must not be a way around the policy.
 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { grantName } from "../../webhook/src/core/grants/names.ts";
import { missingControlPlane } from "./support/assets.ts";
import { createApiClient } from "./support/api-client.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { RBAC } from "./support/guard/guard-install.ts";
import { PERSON, writeGrant } from "./support/guard/restart-accounts.ts";
import { type Attempt, deletion, eviction } from "./support/guard/restart-calls.ts";
import { openRestartScene, type RestartScene } from "./support/guard/restart-scene.ts";
import { startSlowRequest } from "./support/slow-request.ts";
import { until } from "./support/until.ts";

const skip = missingControlPlane() ?? false;
const LIMIT_MS = 60_000;

describe("a grant that is revoked while a request is under way", { skip }, () => {
  let plane: ControlPlane;
  let scene: RestartScene;
  before(async () => {
    plane = await startControlPlane({ users: [{ name: PERSON }] });
    scene = await openRestartScene(plane);
  });
  after(async () => {
    scene?.close();
    await plane?.stop();
  });

  const rows: ReadonlyArray<readonly [what: string, attempt: Attempt, withPolicy: number, withoutPolicy: number]> = [
    ["a deletion of another pod of the account", deletion("media/plex-1"), 422, 200],
    ["an eviction of another pod of the account", eviction("media/plex-1", { uid: "media/plex-1" }), 422, 201],
    ["a deletion of itself, which was allowed when it was asked for", deletion("media/plex-0"), 200, 200],
  ];
  describe("with the policy", () => {
    for (const [what, attempt, status] of rows) row(what, attempt, status);
  });
  describe("without the policy", () => {
    before(() => scene.install.lift());
    for (const [what, attempt, , status] of rows) row(what, attempt, status);
  });

  function row(what: string, attempt: Attempt, expected: number): void {
    it(what, async () => {
      await scene.ensurePods();
      await writeGrant(plane, scene.install, "media/plex");
      const token = await scene.tokenOf("media/plex-0");
      const uids = await scene.uids();
      const { method = "", body } = attempt.request(uids);
      const slow = await startSlowRequest(plane, { method, path: attempt.path, token, body });
      try {
        await revoke(token);
        const { status, text } = await slow.finish();
        assert.equal(status, expected, text);
      } finally {
        slow.abandon();
      }
    });
  }

  async function revoke(token: string): Promise<void> {
    const path = `${RBAC}/namespaces/media/roles/${grantName("plex")}`;
    await scene.install.webhook.expect(path, { method: "DELETE" });
    const monitor = createApiClient(plane.connectionWith(token));
    const look = async () =>
      (await monitor.call("/api/v1/namespaces/media/pods/plex-1?dryRun=All", { method: "DELETE" })).status === 403;
    await until("the grant is revoked", LIMIT_MS, look);
    monitor.close();
  }
});
