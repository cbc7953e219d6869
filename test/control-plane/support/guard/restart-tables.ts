import { accountOf, bindClusterRole } from "./restart-accounts.ts";
import {
  type Actor,
  aPerson,
  impersonatorOf,
  legacyTokenOf,
  monitorOf,
  monitorOfFormer,
  monitorOfGone,
  monitorWithout,
  theAdmin,
  tokenBoundTo,
  unboundTokenOf,
} from "./restart-actors.ts";
import { type Attempt, deletion, deletionOfAll, eviction } from "./restart-calls.ts";
import type { RestartScene } from "./restart-scene.ts";

/** A status, or several where the moment decides; a refusal with a part of what it says. */
export type Answer = number | ReadonlyArray<number | RegExp>;
export type Row = readonly [what: string, actor: Actor, attempt: Attempt, answer: Answer, withoutPolicy: Answer];

const POLICY = "ValidatingAdmissionPolicy 'mount-monitor-restart-self'";
const refusal = (what: string): Answer => [422, new RegExp(`${POLICY}.*refused to ${what}`)];
const NOT_ITS_OWN = refusal(
  "(delete|evict) pod [^:]+: [^ ]+ may restart only the pod that its token is bound to, plex-0 with the UID",
);
const BOUND_TO_NONE = refusal("(delete|evict) pod [^:]+: [^ ]+ may restart only .* this token is bound to none; use");
const WITHOUT_UID = refusal("evict pod media/plex-0: .* by its UID; set deleteOptions.preconditions.uid to ");
const OWN_ACCOUNT = refusal(
  "(delete|evict) pod [^:]+: system:serviceaccount:mount-monitor:mount-monitor-webhook hands out .* and never uses it",
);
const NO_PERMISSION: Answer = [
  403,
  /User "system:serviceaccount:[^"]+" cannot (delete|create|deletecollection) resource "pods/,
];
const OTHER_UID: Answer = [409, /UID/];

const plex0 = monitorOf("media/plex-0");
const operator = unboundTokenOf("media/operator");
const webhook = unboundTokenOf("mount-monitor/mount-monitor-webhook");

/** By whose pods they are about, or who is asking. */
export const RESTART_TABLES: Readonly<Record<string, readonly Row[]>> = {
  "its own pod": [
    ["by UID", plex0, deletion("media/plex-0", { uid: "media/plex-0" }), 200, 200],
    ["without a UID", plex0, deletion("media/plex-0"), 200, 200],
    ["at once", plex0, deletion("media/plex-0", { uid: "media/plex-0", force: true }), 200, 200],
    ["for show", plex0, deletion("media/plex-0", { uid: "media/plex-0", dryRun: true }), 200, 200],
    ["by another UID", plex0, deletion("media/plex-0", { uid: "wrong" }), OTHER_UID, OTHER_UID],
    ["while it is going", monitorOfGone("media/plex-0"), deletion("media/plex-0"), [404, 401], [404, 401]],
    ["evicted by UID", plex0, eviction("media/plex-0", { uid: "media/plex-0" }), 201, 201],
    ["evicted for show", plex0, eviction("media/plex-0", { uid: "media/plex-0", dryRun: true }), 201, 201],
    ["evicted without a UID", plex0, eviction("media/plex-0"), WITHOUT_UID, 201],
    ["evicted by another UID", plex0, eviction("media/plex-0", { uid: "wrong" }), WITHOUT_UID, OTHER_UID],
  ],
  "another pod of its account, which its Role names": [
    ["without a UID", plex0, deletion("media/plex-1"), NOT_ITS_OWN, 200],
    ["by UID", plex0, deletion("media/plex-1", { uid: "media/plex-1" }), NOT_ITS_OWN, 200],
    ["by one's own UID", plex0, deletion("media/plex-1", { uid: "media/plex-0" }), OTHER_UID, OTHER_UID],
    ["at once", plex0, deletion("media/plex-1", { force: true }), NOT_ITS_OWN, 200],
    ["for show", plex0, deletion("media/plex-1", { dryRun: true }), NOT_ITS_OWN, 200],
    ["while it is gone", monitorWithout("media/plex-0", "media/plex-1"), deletion("media/plex-1"), 404, 404],
    ["evicted without a UID", plex0, eviction("media/plex-1"), NOT_ITS_OWN, 201],
    ["evicted by UID", plex0, eviction("media/plex-1", { uid: "media/plex-1" }), NOT_ITS_OWN, 201],
    ["evicted by one's own UID", plex0, eviction("media/plex-1", { uid: "media/plex-0" }), NOT_ITS_OWN, OTHER_UID],
    [
      "evicted under one's own name",
      plex0,
      eviction("media/plex-1", { bodyName: "plex-0", uid: "media/plex-0" }),
      400,
      400,
    ],
    [
      "evicted at one's own address",
      plex0,
      eviction("media/plex-0", { bodyName: "plex-1", uid: "media/plex-0" }),
      400,
      400,
    ],
    ["evicted as of old", plex0, eviction("media/plex-1", { apiVersion: "policy/v1beta1" }), NOT_ITS_OWN, 201],
    ["its successor", monitorOfFormer("media/plex-0", { remembered: false }), deletion("media/plex-0"), 401, 401],
    [
      "its successor, at once",
      monitorOfFormer("media/plex-0", { remembered: true }),
      deletion("media/plex-0"),
      [422, 401],
      [200, 401],
    ],
  ],
  "pods that no Role of its account names": [
    ["of another account", plex0, deletion("media/jelly-0"), NO_PERMISSION, NO_PERMISSION],
    ["of another account, evicted", plex0, eviction("media/jelly-0"), NO_PERMISSION, NO_PERMISSION],
    ["of that name in another namespace", plex0, deletion("books/plex-0"), NO_PERMISSION, NO_PERMISSION],
    ["all of the namespace", plex0, deletionOfAll("media"), NO_PERMISSION, NO_PERMISSION],
    ["all that are itself", plex0, deletionOfAll("media", "metadata.name=plex-0"), NO_PERMISSION, NO_PERMISSION],
  ],
  "tokens of the account that are bound to no pod": [
    ["unbound", unboundTokenOf("media/plex"), deletion("media/plex-0"), BOUND_TO_NONE, 200],
    [
      "unbound, evicts by UID",
      unboundTokenOf("media/plex"),
      eviction("media/plex-0", { uid: "media/plex-0" }),
      BOUND_TO_NONE,
      201,
    ],
    ["bound to a Secret", tokenBoundTo("Secret", "media/plex"), deletion("media/plex-0"), BOUND_TO_NONE, 200],
    ["bound to a node", tokenBoundTo("Node", "media/plex"), deletion("media/plex-0"), BOUND_TO_NONE, 200],
    ["of the old kind", legacyTokenOf("media/plex"), deletion("media/plex-0"), BOUND_TO_NONE, 200],
  ],
  "an admin who acts as the account": [
    ["and says of no pod", impersonatorOf("media/plex"), deletion("media/plex-0"), BOUND_TO_NONE, 200],
    ["and as that pod", impersonatorOf("media/plex", "media/plex-0"), deletion("media/plex-0"), 200, 200],
    ["and as another pod", impersonatorOf("media/plex", "media/plex-0"), deletion("media/plex-1"), NOT_ITS_OWN, 200],
    [
      "and as two at once",
      impersonatorOf("media/plex", "media/plex-0", "media/plex-1"),
      deletion("media/plex-1"),
      BOUND_TO_NONE,
      200,
    ],
  ],
  "whoever may without us": [
    ["an admin", theAdmin, deletion("media/plex-0"), 200, 200],
    ["an admin, evicting", theAdmin, eviction("media/plex-0"), 201, 201],
    ["an admin, all of the namespace", theAdmin, deletionOfAll("media"), 200, 200],
    ["a controller's account", unboundTokenOf("kube-system/replicaset-controller"), deletion("media/plex-0"), 200, 200],
    [
      "an account that may do everything, and holds the marker by that",
      unboundTokenOf("media/wildcard"),
      deletion("media/plex-0"),
      200,
      200,
    ],
    ["an operator with a monitored pod", operator, deletion("media/plex-0"), 200, 200],
    ["an operator with a monitored pod, its own", operator, deletion("media/operator-0"), 200, 200],
    ["an operator with a monitored pod, evicting", operator, eviction("media/plex-0"), 201, 201],
    ["one that drains, with a monitored pod", unboundTokenOf("media/drainer"), eviction("media/plex-0"), 201, 201],
    [
      "one that drains, by what it has from us",
      unboundTokenOf("media/drainer"),
      deletion("media/drainer-0"),
      BOUND_TO_NONE,
      200,
    ],
    [
      "one that may delete all, with a monitored pod",
      unboundTokenOf("media/collector"),
      deletionOfAll("media", "metadata.name=plex-0"),
      200,
      200,
    ],
    [
      "one that may delete all, by what it has from us",
      unboundTokenOf("media/collector"),
      deletion("media/collector-0"),
      BOUND_TO_NONE,
      200,
    ],
    ["an account with a pod of another by name", unboundTokenOf("media/named"), deletion("media/jelly-0"), 200, 200],
    [
      "the same, monitored in another namespace",
      unboundTokenOf("media/elsewhere"),
      deletion("media/jelly-0"),
      200,
      200,
    ],
    // The one case in which a grant takes something away: nothing tells the two Roles apart.
    ["the same, monitored in this one", unboundTokenOf("media/limited"), deletion("media/jelly-0"), BOUND_TO_NONE, 200],
    ["a person with the Role of a monitor", aPerson, deletion("media/plex-1"), 200, 200],
    ["an account before it may edit", unboundTokenOf("media/late"), deletion("media/late-0"), BOUND_TO_NONE, 200],
    ["the same, later", editorLate, deletion("media/late-0"), 200, 200],
    ["the same, and another pod", unboundTokenOf("media/late"), deletion("media/jelly-0"), 200, 200],
  ],
  "the webhook's own account, which holds all that it hands out": [
    ["deletes a pod", webhook, deletion("media/plex-0"), OWN_ACCOUNT, 200],
    ["deletes a pod by UID", webhook, deletion("media/plex-0", { uid: "media/plex-0" }), OWN_ACCOUNT, 200],
    ["asks whether it could", webhook, deletion("media/plex-0", { dryRun: true }), OWN_ACCOUNT, 200],
    ["evicts a pod", webhook, eviction("media/plex-0", { uid: "media/plex-0" }), OWN_ACCOUNT, 201],
    ["deletes itself", monitorOf("mount-monitor/webhook-0"), deletion("mount-monitor/webhook-0"), OWN_ACCOUNT, 200],
    ["deletes all of a namespace", webhook, deletionOfAll("media"), NO_PERMISSION, NO_PERMISSION],
  ],
};

/** The rules of `edit` come from this ClusterRole by a controller, and there is none here. */
async function editorLate(scene: RestartScene) {
  const account = accountOf("media/late");
  await bindClusterRole(scene.plane, account, "system:aggregate-to-edit", { verb: "delete", resource: "pods" });
  return unboundTokenOf("media/late")(scene);
}
