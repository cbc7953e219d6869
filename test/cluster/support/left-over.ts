import { find } from "./api.ts";
import { RELEASE } from "./release.ts";

interface Listed {
  readonly items: readonly {
    readonly metadata: {
      readonly name: string;
      readonly namespace?: string;
      readonly labels?: Readonly<Record<string, string>>;
    };
  }[];
}

const RBAC = "/apis/rbac.authorization.k8s.io/v1";
const ADMISSION = "/apis/admissionregistration.k8s.io/v1";

/** Where an installation has anything, in the cluster and in its namespace. */
const COLLECTIONS = [
  `${RBAC}/clusterroles`,
  `${RBAC}/clusterrolebindings`,
  `${RBAC}/roles`,
  `${RBAC}/rolebindings`,
  `${ADMISSION}/mutatingwebhookconfigurations`,
  `${ADMISSION}/validatingwebhookconfigurations`,
  `${ADMISSION}/validatingadmissionpolicies`,
  `${ADMISSION}/validatingadmissionpolicybindings`,
  "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
  "/apis/apps/v1/deployments",
  "/apis/apps/v1/replicasets",
  "/apis/policy/v1/poddisruptionbudgets",
  "/apis/networking.k8s.io/v1/networkpolicies",
  "/apis/discovery.k8s.io/v1/endpointslices",
  "/apis/coordination.k8s.io/v1/leases",
  "/api/v1/pods",
  "/api/v1/services",
  "/api/v1/configmaps",
  "/api/v1/secrets",
  "/api/v1/serviceaccounts",
] as const;

/** What every namespace has. */
const OF_ANY_NAMESPACE = new Set(["kube-root-ca.crt", "default"]);

/** All that an installation made and that is there: by its name, by its namespace, or as a grant of the webhook. */
export async function leftOver(): Promise<readonly string[]> {
  const lists = await Promise.all(COLLECTIONS.map(async (path) => ({ path, list: await find<Listed>(path) })));
  return lists.flatMap(({ path, list }) =>
    (list?.items ?? [])
      .filter(({ metadata: { name, namespace, labels } }) => {
        if (OF_ANY_NAMESPACE.has(name)) return false;
        return name.startsWith(RELEASE) || namespace === RELEASE || labels?.["mount-monitor.io/grant"] !== undefined;
      })
      .map(({ metadata: { name, namespace } }) => `${path}: ${namespace === undefined ? "" : `${namespace}/`}${name}`),
  );
}
