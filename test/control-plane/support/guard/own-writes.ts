import { GRANT_LABEL, GRANT_LABEL_VALUE, grantName } from "../../../../webhook/src/core/grants/names.ts";
import type { ApiCall } from "../api-client.ts";
import { ADMISSION, RBAC } from "./guard-install.ts";
import { BINDINGS, LONG_ACCOUNT, ROLES, WEBHOOKS } from "./own-scene.ts";

/** `refused` is by the policy; `no permission` by RBAC. */
type Outcome = "done" | "refused" | "no permission";

export interface Outcomes {
  readonly installed: Outcome;
  /** With all permissions, so that only the policy is left. */
  readonly everything: Outcome;
  readonly withoutPolicy: Outcome;
}

interface OtherWrite {
  readonly what: string;
  readonly path: string;
  readonly call: ApiCall;
  readonly outcomes: Outcomes;
}

const ALLOWED: Outcomes = { installed: "done", everything: "done", withoutPolicy: "done" };
/** RBAC alone would let it pass. */
const BY_POLICY: Outcomes = { installed: "refused", everything: "refused", withoutPolicy: "done" };
/** Two things are in the way. */
const BY_BOTH: Outcomes = { installed: "no permission", everything: "refused", withoutPolicy: "no permission" };
/** Nothing but RBAC: no policy looks at it. */
const BY_RBAC: Outcomes = { installed: "no permission", everything: "done", withoutPolicy: "no permission" };

const SECRETS = "/api/v1/namespaces/mount-monitor/secrets";
const WEBHOOK = { kind: "ServiceAccount", namespace: "mount-monitor", name: "mount-monitor-webhook" };
const toClusterAdmin = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" };
const wider = { rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }] };
const labels = { [GRANT_LABEL]: GRANT_LABEL_VALUE };
const grantLabel = { metadata: { labels } };

function bindingTo(name: string, account: string) {
  return {
    metadata: { name, labels },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
    subjects: [{ kind: "ServiceAccount", name: account, namespace: "media" }],
  };
}

function dry(path: string): string {
  return `${path}?dryRun=All`;
}

function post(what: string, path: string, body: object, outcomes: Outcomes): OtherWrite {
  return { what, path: dry(path), call: { method: "POST", body }, outcomes };
}

function patch(what: string, path: string, body: object, outcomes: Outcomes): OtherWrite {
  return { what, path: dry(path), call: { method: "PATCH", body }, outcomes };
}

function remove(what: string, path: string, outcomes: Outcomes): OtherWrite {
  return { what, path: dry(path), call: { method: "DELETE" }, outcomes };
}

function apply(what: string, path: string, body: object, outcomes: Outcomes): OtherWrite {
  const call: ApiCall = { method: "PATCH", contentType: "application/apply-patch+yaml", body };
  return { what, path: `${dry(path)}&fieldManager=guard-test`, call, outcomes };
}

function secret(type: string, name = "mount-monitor-webhook-ca", more: object = {}) {
  return { apiVersion: "v1", kind: "Secret", metadata: { name, ...more }, type };
}

const asAccountToken = secret("kubernetes.io/service-account-token", "mount-monitor-webhook-ca", {
  annotations: { "kubernetes.io/service-account.name": "default" },
});

export const OTHER_WRITES: readonly OtherWrite[] = [
  remove("delete a Role of its own", `${ROLES}/mount-monitor:plex`, ALLOWED),
  remove("delete a RoleBinding of its own", `${BINDINGS}/mount-monitor:plex`, ALLOWED),
  patch(
    "change a Role of its own, to which somebody has added an owner and a finalizer",
    `${ROLES}/mount-monitor:kept`,
    { rules: [] },
    ALLOWED,
  ),
  remove("delete that one", `${ROLES}/mount-monitor:kept`, ALLOWED),

  post("bind an account with a long name", BINDINGS, bindingTo(grantName(LONG_ACCOUNT), LONG_ACCOUNT), ALLOWED),
  post("bind another with a long name", BINDINGS, bindingTo(grantName(LONG_ACCOUNT), "b".repeat(250)), BY_POLICY),
  post("bind one that begins like that", BINDINGS, bindingTo(grantName(LONG_ACCOUNT), "a".repeat(200)), BY_POLICY),

  patch("change a Role that is called like its own", `${ROLES}/mount-monitor:foreign`, { rules: [] }, BY_POLICY),
  patch("make it its own by the label", `${ROLES}/mount-monitor:foreign`, grantLabel, BY_POLICY),
  remove("delete it", `${ROLES}/mount-monitor:foreign`, BY_POLICY),
  patch("make a RoleBinding its own by the label", `${BINDINGS}/mount-monitor:foreign`, grantLabel, BY_POLICY),
  remove("delete a RoleBinding that is called like its own", `${BINDINGS}/mount-monitor:foreign`, BY_POLICY),
  patch("change a Role that has its label and another name", `${ROLES}/others`, { rules: [] }, BY_POLICY),
  remove("delete that", `${ROLES}/others`, BY_POLICY),
  remove("delete a RoleBinding that has its label and another name", `${BINDINGS}/others`, BY_POLICY),
  patch(
    "change its own Role",
    `${RBAC}/namespaces/mount-monitor/roles/mount-monitor-webhook`,
    { rules: [] },
    BY_POLICY,
  ),
  remove("delete all Roles", ROLES, { ...BY_BOTH, everything: "refused" }),

  patch("widen its own ClusterRole", `${RBAC}/clusterroles/mount-monitor-webhook`, wider, BY_BOTH),
  patch("change another ClusterRole", `${RBAC}/clusterroles/view`, wider, BY_BOTH),
  post(
    "make a ClusterRole that others take up",
    `${RBAC}/clusterroles`,
    {
      metadata: { name: "mount-monitor:a", labels: { "rbac.authorization.k8s.io/aggregate-to-view": "true" } },
      ...wider,
    },
    BY_BOTH,
  ),
  post(
    "bind itself to cluster-admin",
    `${RBAC}/clusterrolebindings`,
    { metadata: { name: "mount-monitor:a" }, roleRef: toClusterAdmin, subjects: [WEBHOOK] },
    BY_BOTH,
  ),
  post(
    "bind itself to cluster-admin in one namespace",
    BINDINGS,
    { metadata: { name: "mount-monitor:a", ...grantLabel.metadata }, roleRef: toClusterAdmin, subjects: [WEBHOOK] },
    BY_BOTH,
  ),
  patch(
    "add somebody to its ClusterRoleBinding",
    `${RBAC}/clusterrolebindings/mount-monitor-webhook`,
    { subjects: [WEBHOOK, { ...WEBHOOK, name: "default" }] },
    BY_BOTH,
  ),

  patch(
    "change a webhook configuration of others",
    `${WEBHOOKS}/others`,
    { metadata: { labels: { a: "b" } } },
    BY_BOTH,
  ),
  {
    what: "change caBundle of others",
    path: dry(`${WEBHOOKS}/others`),
    call: {
      method: "PATCH",
      contentType: "application/json-patch+json",
      body: [{ op: "add", path: "/webhooks/0/clientConfig/caBundle", value: "QQ==" }],
    },
    outcomes: BY_BOTH,
  },
  remove("delete its webhook configuration", `${WEBHOOKS}/mount-monitor-webhook`, BY_BOTH),
  post("make another webhook configuration", WEBHOOKS, { metadata: { name: "more" }, webhooks: [] }, BY_BOTH),
  post(
    "make one that validates",
    `${ADMISSION}/validatingwebhookconfigurations`,
    { metadata: { name: "more" }, webhooks: [] },
    BY_BOTH,
  ),
  remove(
    "delete the binding of a policy",
    `${ADMISSION}/validatingadmissionpolicybindings/mount-monitor-own-account`,
    BY_RBAC,
  ),
  patch(
    "change a policy",
    `${ADMISSION}/validatingadmissionpolicies/mount-monitor-own-account`,
    { spec: { validations: [{ expression: "true" }] } },
    BY_RBAC,
  ),

  apply("make its Secret", `${SECRETS}/mount-monitor-webhook-ca`, secret("Opaque"), ALLOWED),
  apply(
    "make it one that Kubernetes fills with another account's token",
    `${SECRETS}/mount-monitor-webhook-ca`,
    asAccountToken,
    BY_POLICY,
  ),
  post("make its Secret without its name in the address", SECRETS, secret("Opaque"), {
    ...ALLOWED,
    installed: "no permission",
    withoutPolicy: "no permission",
  }),
  post("make it one with a token, without its name in the address", SECRETS, asAccountToken, BY_BOTH),
  apply(
    "make a Secret of that name in another namespace",
    "/api/v1/namespaces/media/secrets/mount-monitor-webhook-ca",
    secret("Opaque"),
    BY_BOTH,
  ),
  apply("make another Secret", `${SECRETS}/other`, secret("Opaque", "other"), BY_RBAC),

  post(
    "ask for a token of another account",
    "/api/v1/namespaces/media/serviceaccounts/default/token",
    { spec: {} },
    BY_RBAC,
  ),
  post(
    "make a pod",
    "/api/v1/namespaces/media/pods",
    { metadata: { name: "a" }, spec: { containers: [{ name: "a", image: "a" }] } },
    BY_RBAC,
  ),
  post(
    "write an event",
    "/api/v1/namespaces/media/events",
    { metadata: { name: "a" }, involvedObject: { namespace: "media" } },
    ALLOWED,
  ),
];
