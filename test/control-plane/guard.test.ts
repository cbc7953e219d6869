/**
 * Who may delete or evict which pod, each with the server's answer: with the policy, and without it, so that each row
 * shows what the policy does.
 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { missingControlPlane } from "./support/assets.ts";
import { createApiClient } from "./support/api-client.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { PERSON } from "./support/guard/restart-accounts.ts";
import type { Actor } from "./support/guard/restart-actors.ts";
import type { Attempt } from "./support/guard/restart-calls.ts";
import { openRestartScene, type RestartScene } from "./support/guard/restart-scene.ts";
import { type Answer, RESTART_TABLES } from "./support/guard/restart-tables.ts";

const skip = missingControlPlane() ?? false;

describe("who may delete or evict which pod", { skip }, () => {
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

  describe("with the policy", () => {
    for (const [whose, rows] of Object.entries(RESTART_TABLES)) {
      describe(whose, () => {
        for (const [what, actor, attempt, answer] of rows) row(what, actor, attempt, answer);
      });
    }
  });

  describe("without the policy", () => {
    before(() => scene.install.lift());
    for (const [whose, rows] of Object.entries(RESTART_TABLES)) {
      describe(whose, () => {
        for (const [what, actor, attempt, , answer] of rows) row(what, actor, attempt, answer);
      });
    }
  });

  function row(what: string, actor: Actor, attempt: Attempt, answer: Answer): void {
    it(what, async (test) => {
      await scene.ensurePods();
      const sender = await actor(scene).catch((error: unknown) => {
        if (!/cannot bind token/.test(String(error))) throw error;
      });
      if (sender === undefined) return test.skip("this version of Kubernetes does not bind tokens to nodes");
      const uids = await scene.uids();
      const client = createApiClient(plane.connectionWith(sender.token));
      const call = { ...attempt.request(uids), ...(sender.headers && { headers: sender.headers }) };
      const { status, text } = await client.call(attempt.path, call);
      client.close();
      const [statuses, message] = expected(answer);
      assert.ok(statuses.includes(status), `${status} and not ${statuses.join(" or ")}: ${text}`);
      if (message) assert.match(JSON.parse(text).message, message);
      if (attempt.target === undefined) return;
      const left = (await scene.uids()).get(attempt.target);
      assert.equal(left, attempt.removes && status < 300 ? undefined : uids.get(attempt.target));
    });
  }
});

function expected(answer: Answer): readonly [statuses: readonly number[], message: RegExp | undefined] {
  if (typeof answer === "number") return [[answer], undefined];
  return [answer.filter((part) => typeof part === "number"), answer.find((part) => part instanceof RegExp)];
}
