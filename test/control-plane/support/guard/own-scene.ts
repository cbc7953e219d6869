import { grantBinding, grantRole } from "../../../../webhook/src/core/grants/grant-role.ts";
import { GRANT_LABEL, GRANT_LABEL_VALUE, grantName } from "../../../../webhook/src/core/grants/names.ts";
import type { ControlPlane } from "../control-plane.ts";
import { allowed } from "./allowed.ts";
import { ADMISSION, type GuardInstall, installGuard, RBAC } from "./guard-install.ts";
import type { AnyObject } from "./write-ways.ts";

export const ROLES = `${RBAC}/namespaces/media/roles`;
export const BINDINGS = `${RBAC}/namespaces/media/rolebindings`;
export const WEBHOOKS = `${ADMISSION}/mutatingwebhookconfigurations`;

/** Of an account with so long a name, Role and RoleBinding have one that ends with a hash. */
export const LONG_ACCOUNT = "a".repeat(250);

/** What the webhook's account finds in a cluster: grants of its own, and what is others'. */
export interface OwnScene {
  readonly install: GuardInstall;
  /** Role and RoleBinding that it has yet to make. */
  readonly newRole: AnyObject;
  readonly newBinding: AnyObject;
  /** Gives the account every permission there is, on top of its own. */
  allowEverything(): Promise<void>;
  /** Takes that back. */
  allowItsOwn(): Promise<void>;
  close(): void;
}

/** The policies are in force. */
export async function openOwnScene(plane: ControlPlane): Promise<OwnScene> {
  const { admin } = plane;
  const install = await installGuard(plane);
  const { owner, account } = install;
  const create = (path: string, body: object) => admin.expect(path, { method: "POST", body });
  const needs = { deletes: ["plex-0", "plex-1"], evicts: ["plex-0"], restart: true };
  const roleOf = (account: string) => grantRole({ namespace: "media", account }, needs, owner);
  const bindingOf = (account: string) => grantBinding({ namespace: "media", account }, owner);
  await plane.createNamespace("media");

  await create(ROLES, roleOf("plex"));
  await create(BINDINGS, bindingOf("plex"));
  await create(ROLES, roleOf("fresh"));
  await create(ROLES, roleOf(LONG_ACCOUNT));
  // To a binding it would be one of that name.
  await create(`${RBAC}/clusterroles`, { metadata: { name: grantName("fresh") }, rules: [] });

  // Others' work that looks like ours: by its name, or by its label.
  const { rules } = roleOf("plex");
  const labels = { [GRANT_LABEL]: GRANT_LABEL_VALUE };
  await create(ROLES, { metadata: { name: grantName("foreign") }, rules });
  await create(BINDINGS, { ...bindingOf("foreign"), metadata: { name: grantName("foreign") } });
  await create(ROLES, { metadata: { name: "others", labels }, rules });
  await create(BINDINGS, { ...bindingOf("others"), metadata: { name: "others", labels } });
  // Ours, to which somebody has added what the webhook could not.
  const role = roleOf("kept");
  const ownerReferences = [
    ...role.metadata.ownerReferences,
    { apiVersion: "v1", kind: "ConfigMap", name: "a", uid: "b" },
  ];
  await create(ROLES, { ...role, metadata: { ...role.metadata, ownerReferences, finalizers: ["example.org/kept"] } });

  await create(WEBHOOKS, webhooks("mount-monitor-webhook"));
  await create(WEBHOOKS, webhooks("others"));
  await install.enforce();

  const everything = `${RBAC}/clusterrolebindings/everything`;
  return {
    install,
    newRole: roleOf("new"),
    newBinding: bindingOf("fresh"),
    async allowEverything() {
      await create(`${RBAC}/clusterrolebindings`, {
        metadata: { name: "everything" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
        subjects: [{ kind: "ServiceAccount", ...account }],
      });
      await allowed(plane, account, { verb: "*", group: "*", resource: "*" });
    },
    async allowItsOwn() {
      await admin.expect(everything, { method: "DELETE" });
      await allowed(plane, account, { verb: "*", group: "*", resource: "*" }, false);
    },
    close: () => install.close(),
  };
}

/** With every field that there is. It is never called: no namespace has that label. */
function webhooks(name: string): object {
  const entry = (resource: string) => ({
    name: `${resource}.mount-monitor.io`,
    clientConfig: {
      service: { namespace: "mount-monitor", name: "webhook", path: `/mutate/${resource}`, port: 443 },
      caBundle: "Qg==",
    },
    rules: [
      { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: [resource], scope: "Namespaced" },
    ],
    namespaceSelector: { matchLabels: { nobody: "has-this" } },
    objectSelector: { matchLabels: { nobody: "has-this" } },
    matchConditions: [{ name: "never", expression: "false" }],
    failurePolicy: "Fail",
    matchPolicy: "Equivalent",
    reinvocationPolicy: "IfNeeded",
    sideEffects: "None",
    timeoutSeconds: 5,
    admissionReviewVersions: ["v1"],
  });
  const metadata = {
    name,
    labels: { "app.kubernetes.io/name": "mount-monitor" },
    annotations: { "example.org/a": "a" },
  };
  return { metadata, webhooks: [entry("pods"), entry("podtemplates")] };
}
