import { DEFAULT_NAMES } from "../../../../webhook/src/core/install/install-names.ts";
import { OWN_LABEL, webhookConfiguration } from "../../../../webhook/src/core/install/webhook-configuration.ts";
import { requestToken } from "../account-tokens.ts";
import { type ControlPlane, startControlPlane } from "../control-plane.ts";
import { ADMISSION, type GuardInstall, installGuard } from "../guard/guard-install.ts";
import { type ServedReplica, startServedReplica } from "../served-replica.ts";
import { startServiceProxy } from "../service-proxy.ts";
import { until } from "../until.ts";
import { reportRunning } from "./pod-address.ts";

const READY_MS = 120_000;

/** Two replicas with certificates of their own, as pods of the cluster; the API server calls them by way of a proxy. */
export interface InstalledScene {
  readonly plane: ControlPlane;
  readonly guard: GuardInstall;
  readonly replicas: readonly ServedReplica[];
  /** Of the pod that stands for a replica. */
  pathOf(replica: ServedReplica): string;
  close(): Promise<void>;
}

export async function openInstalledScene(): Promise<InstalledScene> {
  const plane = await startControlPlane();
  const { admin } = plane;
  const create = (path: string, body: object) => admin.expect(path, { method: "POST", body });
  const proxy = await startServiceProxy();
  const guard = await installGuard(plane);
  const { namespace } = DEFAULT_NAMES;
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const pathOf = ({ name }: ServedReplica) => `${pods}/${name}`;
  await guard.enforce();
  const configuration = webhookConfiguration(DEFAULT_NAMES, { url: `https://127.0.0.1:${proxy.port}` });
  await create(`${ADMISSION}/mutatingwebhookconfigurations`, configuration);
  const apiServer = { url: plane.url, caPem: plane.caPem, token: await requestToken(admin, guard.account) };
  const config = {
    drainDelay: "0s",
    certificates: { mode: "self", hosts: ["127.0.0.1"], propagation: "1s" },
    grants: { mode: "manual" },
  };
  const start = (suffix: string) =>
    startServedReplica({ name: `${DEFAULT_NAMES.service}-${suffix}`, namespace, apiServer, config });
  const replicas = await Promise.all([start("a"), start("b")]);
  for (const replica of replicas) {
    proxy.add(replica);
    const port = replica.log().find(({ msg }) => msg === "started")?.["httpPort"];
    const container = { name: "webhook", image: "webhook:1", readinessProbe: { httpGet: { port } } };
    const spec = { serviceAccountName: guard.account.name, nodeName: "node-1", containers: [container] };
    await create(pods, { metadata: { name: replica.name, labels: OWN_LABEL }, spec });
  }
  await until("replicas ready", READY_MS, () => replicas.every((replica) => replica.isReady()));
  for (const replica of replicas) await reportRunning(admin, pathOf(replica), true);
  return {
    plane,
    guard,
    replicas,
    pathOf,
    async close() {
      await Promise.all(replicas.map((replica) => replica.kill()));
      for (const replica of replicas) replica.remove();
      proxy.close();
      guard.close();
      await plane.stop();
    },
  };
}
