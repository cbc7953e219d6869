import type { ClusterFacts, ContainerLimit } from "../../../webhook/src/core/cluster-facts.ts";
import type { ControlPlane } from "./control-plane.ts";
import { until } from "./until.ts";
import type { WebhookProgram } from "./webhook-program.ts";

/** What a namespace has that decisions go by. */
export interface NamespaceObjects {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: ClusterFacts["namespaceAnnotations"];
  /** A LimitRange of each. */
  readonly limits?: readonly ContainerLimit[];
  /** `spec.hard` of a ResourceQuota, none of it used up. */
  readonly quota?: Readonly<Record<string, string>>;
}

const SEEN_MS = 60_000;
const FOLLOWED = { Namespaces: "namespaces", LimitRanges: "limitranges", ResourceQuotas: "resourcequotas" } as const;

/** Writes them, and waits until the webhook has seen them. */
export async function createNamespaceWith(
  { admin, createNamespace }: ControlPlane,
  webhook: WebhookProgram,
  name: string,
  { labels, annotations, limits = [], quota = {} }: NamespaceObjects,
): Promise<void> {
  const path = `/api/v1/namespaces/${name}`;
  const create = (kind: string, body: object) => admin.expect(`${path}/${kind}`, { method: "POST", body });
  await createNamespace(name, { labels, annotations });
  for (const [index, limit] of limits.entries()) {
    const spec = { limits: [{ type: "Container", ...limit }] };
    await create("limitranges", { metadata: { name: `limits-${index}` }, spec });
  }
  if (Object.keys(quota).length > 0) {
    await create("resourcequotas", { metadata: { name: "quota" }, spec: { hard: quota } });
    // Its controller would do that, and until it has, the API server lets nobody in.
    const used = Object.fromEntries(Object.keys(quota).map((resource) => [resource, "0"]));
    const status = { hard: quota, used };
    await admin.expect(`${path}/resourcequotas/quota/status`, { method: "PATCH", body: { status } });
  }
  await until(
    `a webhook that has seen ${name}`,
    SEEN_MS,
    async () => {
      const { watches } = await webhook.status();
      const seen = await Promise.all(
        Object.entries(FOLLOWED).map(async ([title, kind]) => {
          const { items } = await admin.expect(`/api/v1/${kind}`);
          return watches.find((watch) => watch.title === title)?.objects === items.length;
        }),
      );
      return seen.every(Boolean);
    },
    webhook.log,
  );
  if (Object.keys(quota).length === 0) return;
  // The API server itself knows of the quota's status from a watch of its own.
  const tried = { metadata: { name: "tried" }, spec: { containers: [{ name: "app", image: "app" }] } };
  await until(`quotas of ${name} in force`, SEEN_MS, async () => {
    const { text } = await admin.call(`${path}/pods?dryRun=All`, { method: "POST", body: tried });
    return !text.includes("status unknown for quota");
  });
}

/** The one Node of the cluster, with a kubelet of this version, as `1.35`; resolves once the webhook goes by it. */
export async function setKubelet({ admin }: ControlPlane, webhook: WebhookProgram, version: string): Promise<void> {
  const status = { nodeInfo: { kubeletVersion: `v${version}.0` } };
  const { status: found } = await admin.call("/api/v1/nodes/node");
  if (found === 404) await admin.expect("/api/v1/nodes", { method: "POST", body: { metadata: { name: "node" } } });
  await admin.expect("/api/v1/nodes/node/status", { method: "PATCH", body: { status } });
  const isKnown = async () => (await webhook.status()).kubernetes.oldestKubelet === version;
  await until(`a webhook that knows of kubelet ${version}`, SEEN_MS, isKnown, webhook.log);
}
