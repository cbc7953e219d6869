/**
 * What the webhook's own account may write, in every way that there is to write: as it is installed; as it is installed
 * and without the policy, which shows that RBAC alone would not do; and with all permissions there are, which shows
 * that the policy alone would.
 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { missingControlPlane } from "./support/assets.ts";
import type { ApiReply } from "./support/api-client.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { BINDING_CHANGES } from "./support/guard/binding-changes.ts";
import type { Change } from "./support/guard/change.ts";
import { OTHER_WRITES, type Outcomes } from "./support/guard/own-writes.ts";
import { BINDINGS, openOwnScene, type OwnScene, ROLES, WEBHOOKS } from "./support/guard/own-scene.ts";
import { ROLE_CHANGES } from "./support/guard/role-changes.ts";
import { WEBHOOK_CHANGES } from "./support/guard/webhook-changes.ts";
import { type AnyObject, CHANGING, CREATING, type Way, writeAs } from "./support/guard/write-ways.ts";

const skip = missingControlPlane() ?? false;

type Phase = keyof Outcomes;

/** What is changed, and by which ways RBAC lets it be changed. */
interface Subject {
  readonly title: string;
  readonly collection: string;
  readonly name: string;
  readonly fresh: ((scene: OwnScene) => AnyObject) | undefined;
  readonly changes: readonly Change[];
  readonly notByItself: readonly Way[];
}

const SUBJECTS: readonly Subject[] = [
  {
    title: "a Role",
    collection: ROLES,
    name: "mount-monitor:plex",
    fresh: ({ newRole }) => newRole,
    changes: ROLE_CHANGES,
    notByItself: [],
  },
  {
    title: "a RoleBinding",
    collection: BINDINGS,
    name: "mount-monitor:plex",
    fresh: ({ newBinding }) => newBinding,
    changes: BINDING_CHANGES,
    notByItself: [],
  },
  {
    title: "its webhook configuration",
    collection: WEBHOOKS,
    name: "mount-monitor-webhook",
    fresh: undefined,
    changes: WEBHOOK_CHANGES,
    notByItself: ["PUT"],
  },
];

describe("what the webhook's own account may write", { skip }, () => {
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

  describe("as it is installed", () => table("installed"));
  describe("with all permissions, and held by the policy alone", () => {
    before(() => scene.allowEverything());
    after(() => scene.allowItsOwn());
    table("everything");
  });
  describe("without the policy", () => {
    before(() => scene.install.lift());
    table("withoutPolicy");
  });

  function table(phase: Phase): void {
    for (const subject of SUBJECTS) {
      describe(subject.title, () => {
        for (const change of subject.changes) it(change.what, () => tryAll(subject, change, phase));
      });
    }
    describe("anything else", () => {
      for (const { what, path, call, outcomes } of OTHER_WRITES) {
        it(what, async () => {
          const reply = await scene.install.webhook.call(path, call);
          assert.equal(outcomeOf(reply, A_SENTENCE), outcomes[phase], reply.text);
        });
      }
    });
  }

  async function tryAll(subject: Subject, change: Change, phase: Phase): Promise<void> {
    const { collection, name, fresh } = subject;
    const live = await plane.admin.expect(`${collection}/${encodeURIComponent(name)}`);
    const answers: Record<string, string> = {};
    const wanted: Record<string, string> = {};
    const attempt = async (way: Way, current: AnyObject, object: AnyObject) => {
      const { path, call } = writeAs(way, collection, current, object);
      const reply = await scene.install.webhook.call(path, call);
      answers[way] = outcomeOf(reply, change.refusal);
      wanted[way] = expected(subject, change, way, phase);
    };
    if (fresh !== undefined) for (const way of CREATING) await attempt(way, undefined, changed(fresh(scene), change));
    if (!change.newOnly) {
      for (const way of CHANGING) {
        if (way === "apply over it" && change.takesAway) continue;
        await attempt(way, live, changed(live, change));
      }
    }
    assert.deepEqual(answers, wanted);
  }
});

function changed(object: AnyObject, { change }: Change): AnyObject {
  const copy = structuredClone(object);
  change(copy);
  return copy;
}

function expected({ notByItself }: Subject, { refusal, beyondItsOwn }: Change, way: Way, phase: Phase): string {
  const byPolicy = refusal === undefined ? "done" : "refused";
  if (phase === "everything") return byPolicy;
  if (beyondItsOwn || notByItself.includes(way)) return "no permission";
  return phase === "installed" ? byPolicy : "done";
}

/** Of the policy, in place of an expression that could not be evaluated, which the server refuses as well. */
const A_SENTENCE = /refused to let .+; /;

/** `refused`: by the policy, and with that message. */
function outcomeOf({ status, text }: ApiReply, refusal = A_SENTENCE): string {
  if (status < 300) return "done";
  const { message } = JSON.parse(text) as { readonly message: string };
  const refused = status === 422 && message.includes("ValidatingAdmissionPolicy 'mount-monitor-own-account'");
  if (refused && refusal.test(message)) return "refused";
  if (status === 403) return "no permission";
  return `${status} ${message}`;
}
