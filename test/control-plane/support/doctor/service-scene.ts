import { DEFAULT_NAMES, type InstallNames } from "../../../../webhook/src/core/install/install-names.ts";
import { OWN_LABEL, webhookConfiguration } from "../../../../webhook/src/core/install/webhook-configuration.ts";
import { requestToken } from "../account-tokens.ts";
import type { ApiClient } from "../api-client.ts";
import { type ControlPlane, startControlPlane } from "../control-plane.ts";
import { ADMISSION, type GuardInstall, installGuard } from "../guard/guard-install.ts";
import { tryPod } from "../pod-stream.ts";
import { type ServedReplica, startServedReplica } from "../served-replica.ts";
import { until } from "../until.ts";
import { createNode } from "./doctor-scene.ts";
import { type Examined, examineUntil, examineUntilJust } from "./doctor-program.ts";
import { podAddress, reportRunning } from "./pod-address.ts";

const { namespace, service } = DEFAULT_NAMES;
const PODS = `/api/v1/namespaces/${namespace}/pods`;
const SLICES = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`;
const ENDPOINTS = `/api/v1/namespaces/${namespace}/endpoints`;
const READY_MS = 120_000;

/** A replica and the pod that stands for it, behind the Service. */
export interface ReplicaPod {
  readonly replica: ServedReplica;
  /** Of the pod. */
  readonly path: string;
  /** As kubelet and controllers report it: ready or not, and so behind the Service or not. */
  report(): Promise<void>;
  /** Until it is ready, and reported so. */
  ready(): Promise<void>;
  /** As a rollout takes it away. */
  leave(): Promise<void>;
}

/** An installation as the chart makes it: called by a Service, with certificates and grants of its own. Without replicas at first. */
export interface ServiceScene {
  readonly plane: ControlPlane;
  readonly admin: ApiClient;
  readonly guard: GuardInstall;
  startReplica(settings?: { readonly bundle?: string }): Promise<ReplicaPod>;
  examineUntil(what: string, holds: (found: Examined) => boolean, args?: readonly string[]): Promise<Examined>;
  /** Until it says this and nothing else: at first, and now and then, a replica tries whether the policy is in force. */
  examineUntilJust(...codes: readonly string[]): Promise<Examined>;
  close(): Promise<void>;
}

export interface ServiceSceneOptions {
  readonly apiServerFlags?: readonly string[];
  /** Binds the policies, where not as it is done usually: until they are in force. */
  readonly writeBindings?: (admin: ApiClient, names: InstallNames) => Promise<void>;
}

export async function openServiceScene({
  apiServerFlags = [],
  writeBindings,
}: ServiceSceneOptions = {}): Promise<ServiceScene> {
  // Nobody here sees to cluster IPs: without that the API server would call who knows whom.
  const plane = await startControlPlane({ apiServerFlags: ["--enable-aggregator-routing=true", ...apiServerFlags] });
  const { admin } = plane;
  const create = (path: string, body: object) => admin.expect(path, { method: "POST", body });
  const guard = await installGuard(plane);
  await (writeBindings?.(admin, guard.names) ?? guard.enforce());
  await createNode(admin, "node-1", "v1.36.3");
  // What a controller would make, and without which no pod is taken.
  await create("/api/v1/namespaces/default/serviceaccounts", { metadata: { name: "default" } });
  const ports = [{ name: "https", port: 443, targetPort: "https" }];
  await create(`/api/v1/namespaces/${namespace}/services`, { metadata: { name: service }, spec: { ports } });
  const configuration = webhookConfiguration(DEFAULT_NAMES, { service: { namespace, name: service, port: 443 } });
  await create(`${ADMISSION}/mutatingwebhookconfigurations`, configuration);
  const apiServer = { url: plane.url, caPem: plane.caPem, token: await requestToken(admin, guard.account) };
  const config = { drainDelay: "0s", certificates: { mode: "self", propagation: "1s" } };
  const all = new Set<ServedReplica>();
  const behind = new Map<string, number>();
  let count = 0;
  return {
    plane,
    admin,
    guard,
    async startReplica({ bundle } = {}) {
      const name = `${service}-${++count}`;
      const replica = await startServedReplica({ name, namespace, apiServer, config, ...(bundle && { bundle }) });
      all.add(replica);
      const port = replica.log().find(({ msg }) => msg === "started")?.["httpPort"];
      const container = { name: "webhook", image: "webhook:1", readinessProbe: { httpGet: { port } } };
      const spec = { serviceAccountName: guard.account.name, nodeName: "node-1", containers: [container] };
      await create(PODS, { metadata: { name, labels: OWN_LABEL }, spec });
      const pod = podOf(admin, replica, behind);
      await pod.report();
      return pod;
    },
    examineUntil: (what, holds, args) => examineUntil(plane, what, holds, args),
    examineUntilJust: (...codes) => examineUntilJust(plane, codes),
    async close() {
      await Promise.all([...all].map((replica) => replica.kill()));
      for (const replica of all) replica.remove();
      guard.close();
      await plane.stop();
    },
  };
}

/** `behind`: ports of those behind the Service, by name. */
function podOf(admin: ApiClient, replica: ServedReplica, behind: Map<string, number>): ReplicaPod {
  const { name } = replica;
  const path = `${PODS}/${name}`;
  /** Each way in which API servers have looked for those behind a Service; the first one until Kubernetes 1.33 or so. */
  const setEndpoint = async (there: boolean) => {
    await admin.call(`${SLICES}/${name}`, { method: "DELETE" });
    if (there) behind.set(name, replica.port);
    else behind.delete(name);
    const port = (number: number) => ({ name: "https", port: number, protocol: "TCP" });
    const subsets = [...behind.values()].map((number) => ({
      addresses: [{ ip: podAddress() }],
      ports: [port(number)],
    }));
    await admin.call(`${ENDPOINTS}/${service}`, { method: "DELETE" });
    await admin.expect(ENDPOINTS, { method: "POST", body: { metadata: { name: service }, subsets } });
    if (!there) return;
    const body = {
      metadata: { name, labels: { "kubernetes.io/service-name": service } },
      addressType: "IPv4",
      ports: [port(replica.port)],
      endpoints: [{ addresses: [podAddress()], conditions: { ready: true } }],
    };
    await admin.expect(SLICES, { method: "POST", body });
  };
  const report = async () => {
    await reportRunning(admin, path, replica.isReady());
    await setEndpoint(replica.isReady());
  };
  return {
    replica,
    path,
    report,
    async ready() {
      await until(`${name} to be ready`, READY_MS, () => replica.isReady(), replica.logText);
      await report();
      // The API server goes by what is behind the Service a moment after it was told.
      const isLetThrough = async () => (await tryPod(admin, "default")) === undefined;
      await until("a pod that is let through", READY_MS, isLetThrough, replica.logText);
    },
    async leave() {
      await setEndpoint(false);
      await admin.expect(`${path}?gracePeriodSeconds=0`, { method: "DELETE" });
      await replica.kill();
    },
  };
}
