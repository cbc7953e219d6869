import { clusterRole, clusterRoleBinding } from "../../../../webhook/src/core/install/cluster-role.ts";
import { DEFAULT_NAMES, type InstallNames } from "../../../../webhook/src/core/install/install-names.ts";
import { ownAccountBinding, ownAccountPolicy } from "../../../../webhook/src/core/install/own-account-policy.ts";
import { role, roleBinding } from "../../../../webhook/src/core/install/own-role.ts";
import { restartSelfBinding, restartSelfPolicy } from "../../../../webhook/src/core/install/restart-self-policy.ts";
import type { GrantOwner } from "../../../../webhook/src/core/grants/grant-role.ts";
import { type Account, requestToken } from "../account-tokens.ts";
import { type ApiCall, type ApiClient, createApiClient } from "../api-client.ts";
import type { ControlPlane } from "../control-plane.ts";
import { until } from "../until.ts";

export const RBAC = "/apis/rbac.authorization.k8s.io/v1";
export const ADMISSION = "/apis/admissionregistration.k8s.io/v1";

/** Longer than any machine needs: a policy is in force about a second after it was written. */
const IN_FORCE_MS = 60_000;

/** What the chart installs, without the webhook itself: its account, its permissions, and the policies that guard both. */
export interface GuardInstall {
  readonly names: InstallNames;
  readonly account: Account;
  /** The owner of grants. */
  readonly owner: GrantOwner;
  /** The webhook's own account. */
  readonly webhook: ApiClient;
  /** Puts both policies in force, or lifts both; resolves once the server goes by that. */
  enforce(): Promise<void>;
  lift(): Promise<void>;
  close(): void;
}

export async function installGuard(plane: ControlPlane, names: InstallNames = DEFAULT_NAMES): Promise<GuardInstall> {
  const { admin } = plane;
  const create = (path: string, body: object) => admin.expect(path, { method: "POST", body });
  const account = { namespace: names.namespace, name: names.account };
  await plane.createNamespace(names.namespace);
  await create(`/api/v1/namespaces/${names.namespace}/serviceaccounts`, { metadata: { name: names.account } });
  const { metadata: owner } = await create(`${RBAC}/clusterroles`, clusterRole(names));
  await create(`${RBAC}/clusterrolebindings`, clusterRoleBinding(names));
  await create(`${RBAC}/namespaces/${names.namespace}/roles`, role(names));
  await create(`${RBAC}/namespaces/${names.namespace}/rolebindings`, roleBinding(names));
  await create(`${ADMISSION}/validatingadmissionpolicies`, restartSelfPolicy(names));
  await create(`${ADMISSION}/validatingadmissionpolicies`, ownAccountPolicy(names));
  const webhook = createApiClient(plane.connectionWith(await requestToken(admin, account)));
  const bindings = `${ADMISSION}/validatingadmissionpolicybindings`;
  const probes = await openProbes(plane, names);
  const probed = (what: string, status: number) =>
    Promise.all(
      probes.map(({ path, call }) => {
        let last = "";
        const look = async () => {
          const reply = await webhook.call(path, call);
          last = `${reply.status} ${reply.text}`;
          return reply.status === status;
        };
        return until(`${what} for ${call.method} ${path}`, IN_FORCE_MS, look, () => last);
      }),
    );
  return {
    names,
    account,
    owner: { name: owner.name, uid: owner.uid },
    webhook,
    async enforce() {
      await create(bindings, restartSelfBinding(names));
      await create(bindings, ownAccountBinding(names));
      await probed("a policy in force", 422);
    },
    async lift() {
      await admin.expect(`${bindings}/${names.restartPolicy}`, { method: "DELETE" });
      await admin.expect(`${bindings}/${names.ownPolicy}`, { method: "DELETE" });
      await probed("no policy in force", 200);
    },
    close: () => webhook.close(),
  };
}

/** Calls that change nothing, which RBAC lets pass and each policy refuses. */
async function openProbes({ admin }: ControlPlane, { namespace, account }: InstallNames) {
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const spec = { serviceAccountName: account, containers: [{ name: "app", image: "app" }] };
  await admin.expect(pods, { method: "POST", body: { metadata: { name: "probe" }, spec } });
  const roles = `${RBAC}/namespaces/${namespace}/roles`;
  await admin.expect(roles, { method: "POST", body: { metadata: { name: "probe" }, rules: [] } });
  const probe = (path: string): { readonly path: string; readonly call: ApiCall } => ({
    path: `${path}/probe?dryRun=All`,
    call: { method: "DELETE" },
  });
  return [probe(pods), probe(roles)];
}
