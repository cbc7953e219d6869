import type { TestContext } from "node:test";
import { DEFAULT_ROTATION } from "../../../certs/src/core/settings.ts";
import { createAccount, type PodRef, podPath } from "../../control-plane/support/pods.ts";
import { requestToken } from "../../control-plane/support/account-tokens.ts";
import { type ControlPlane, startControlPlane } from "../../control-plane/support/control-plane.ts";
import { podAddress, reportRunning } from "../../control-plane/support/doctor/pod-address.ts";
import { freePort } from "../../../tools/free-ports.ts";
import { type MonitoredPod, watchOver } from "../../control-plane/support/monitored-pod.ts";
import { openServingScene, selfSigned, type ServingScene } from "../../control-plane/support/serving-scene.ts";
import type { ServedReplica } from "../../control-plane/support/served-replica.ts";
import { RELEASE_NAMESPACE, renderChart } from "./chart-objects.ts";

/** A cluster as far as metrics go: the webhook serves, pods are injected, and their monitors run, all of them as they were built. */
export interface MetricsScene {
  readonly plane: ControlPlane;
  readonly replica: ServedReplica;
  /** Whose pods are injected. */
  readonly apps: string;
  /** Its monitor runs, with one mount, which is healthy. */
  startPod(name: string, may: "restart" | "nothing"): Promise<MonitoredPod>;
  /** Held back by its gate for an hour, as the kubelet would report it. */
  addWaitingPod(name: string): Promise<void>;
  /** Asks for a monitor in a namespace where the webhook is not asked. */
  addBarePod(name: string): Promise<void>;
  /** Asks for what cannot be. */
  addDeniedPod(): Promise<void>;
  /** An annotated workload. */
  addDeployment(name: string): Promise<void>;
  close(): Promise<void>;
}

const BARE = "elsewhere";
const STRANGER = "stranger";
const HOUR_MS = 3_600_000;

export async function openMetricsScene(t: Pick<TestContext, "after">): Promise<MetricsScene> {
  const plane = await startControlPlane();
  const { admin } = plane;
  const serving = await openServingScene(plane, RELEASE_NAMESPACE);
  const { apps } = serving;
  const replica = await serving.startReplica({
    certificates: selfSigned({ ...DEFAULT_ROTATION, propagationMs: 1_000 }),
  });
  await serving.ready(replica);
  await publish(plane, serving, replica);
  await plane.createNamespace(BARE);
  await createAccount(admin, apps, STRANGER);
  const create = async (namespace: string, body: object): Promise<PodRef> => {
    const { metadata } = await admin.expect(`/api/v1/namespaces/${namespace}/pods`, { method: "POST", body });
    return { namespace, name: metadata.name, uid: metadata.uid, account: "default" };
  };
  return {
    plane,
    replica,
    apps,
    async startPod(name, may) {
      const httpPort = await freePort();
      const pod = await create(apps, appPod(name, { "mount-monitor.io/http-port": String(httpPort) }));
      const watched = await watchOver(t, { plane }, pod);
      if (may === "nothing") watched.writeToken(await requestToken(admin, { namespace: apps, name: STRANGER }));
      await watched.start({ httpPort, workload: `ReplicaSet/${name}` });
      await reportRunning(admin, podPath(pod), true);
      return watched;
    },
    async addWaitingPod(name) {
      const pod = await create(apps, appPod(name));
      const since = new Date(Date.now() - HOUR_MS).toISOString();
      const gate = { name: "mount-monitor-gate", image: "x", imageID: "", ready: false, restartCount: 0 };
      const status = {
        phase: "Pending",
        podIP: podAddress(),
        podIPs: [{ ip: podAddress() }],
        conditions: [{ type: "Initialized", status: "False", lastTransitionTime: since }],
        initContainerStatuses: [{ ...gate, state: { running: { startedAt: since } } }],
      };
      await admin.expect(`${podPath(pod)}/status`, { method: "PATCH", body: { status } });
    },
    async addBarePod(name) {
      await create(BARE, appPod(name));
    },
    async addDeniedPod() {
      const reply = await admin.call(`/api/v1/namespaces/${apps}/pods`, {
        method: "POST",
        body: appPod("denied", { "mount-monitor.io/paths": "/mnt/boks" }),
      });
      if (!reply.text.includes("path-not-mounted")) throw new Error(`it was not refused as expected: ${reply.text}`);
    },
    async addDeployment(name) {
      const { metadata, spec } = appPod(name);
      const { annotations, labels } = metadata;
      const body = {
        metadata: { name, annotations },
        spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
      };
      await admin.expect(`/apis/apps/v1/namespaces/${apps}/deployments`, { method: "POST", body });
    },
    async close() {
      await serving.close();
      await plane.stop();
    },
  };
}

/** What the chart and controllers would see to: the replica's pod, and the Service by which it is found. */
async function publish({ admin }: ControlPlane, { names }: ServingScene, replica: ServedReplica): Promise<void> {
  const base = `/api/v1/namespaces/${names.namespace}`;
  const services = (await renderChart()).filter(({ kind }) => kind === "Service");
  const service = services.find(({ metadata }) => metadata.name.endsWith("-metrics"));
  if (service === undefined) throw new Error("the chart has no Service for metrics");
  const port = Number(replica.log().find(({ msg }) => msg === "started")?.["httpPort"]);
  const { labels } = service.metadata;
  const containers = [{ name: "webhook", image: "webhook", ports: [{ name: "http", containerPort: port }] }];
  const pod = { metadata: { name: replica.name, labels }, spec: { nodeName: "node-1", containers } };
  await admin.expect(`${base}/pods`, { method: "POST", body: pod });
  await reportRunning(admin, `${base}/pods/${replica.name}`, true);
  await admin.expect(`${base}/services`, { method: "POST", body: service });
  const targetRef = { kind: "Pod", name: replica.name, namespace: names.namespace };
  const endpoints = {
    metadata: { name: service.metadata.name, labels },
    subsets: [{ addresses: [{ ip: podAddress(), targetRef }], ports: [{ name: "http", port }] }],
  };
  await admin.expect(`${base}/endpoints`, { method: "POST", body: endpoints });
}

/** A pod as a ReplicaSet makes it. */
function appPod(name: string, annotations: Readonly<Record<string, string>> = {}) {
  return {
    metadata: {
      name,
      labels: { app: name },
      annotations: { "mount-monitor.io/paths": "/mnt/media", ...annotations },
      ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name, uid: "5d8f", controller: true }],
    },
    spec: {
      nodeName: "node-1",
      // Nobody ends it here, and it shall not count as stuck before the tests are over.
      terminationGracePeriodSeconds: 3_600,
      containers: [{ name: "app", image: "app", volumeMounts: [{ name: "media", mountPath: "/mnt/media" }] }],
      volumes: [{ name: "media", hostPath: { path: "/mnt/media" } }],
    },
  };
}
