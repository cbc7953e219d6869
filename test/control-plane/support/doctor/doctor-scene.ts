import { type IssuedPair, issueCa, issueLeaf } from "@mount-monitor/certs";
import { grantBinding, grantRole } from "../../../../webhook/src/core/grants/grant-role.ts";
import { DEFAULT_NAMES } from "../../../../webhook/src/core/install/install-names.ts";
import { webhookConfiguration } from "../../../../webhook/src/core/install/webhook-configuration.ts";
import { makeSecretFolder, serve, type ServedWebhook } from "../../../../webhook/test/support/served-webhook.ts";
import type { ApiClient } from "../api-client.ts";
import { type ControlPlane, startControlPlane } from "../control-plane.ts";
import type { User } from "../credentials.ts";
import { ADMISSION, installGuard, RBAC } from "../guard/guard-install.ts";
import { until } from "../until.ts";
import { allowedAll } from "../guard/allowed.ts";
import { type Examined, examineUntil, examineUntilJust } from "./doctor-program.ts";

const CONFIGURATIONS = `${ADMISSION}/mutatingwebhookconfigurations`;
export const CONFIGURATION = `${CONFIGURATIONS}/${DEFAULT_NAMES.webhookConfiguration}`;
const IN_FORCE_MS = 120_000;
const DAY_MS = 86_400_000;

/** A control plane with one node and an installation: the webhook outside the cluster, by URL, and grants by hand. */
export interface DoctorScene {
  readonly plane: ControlPlane;
  readonly admin: ApiClient;
  readonly webhook: ServedWebhook;
  /** What the webhook's certificate is signed by, and what the API server trusts. */
  readonly ca: IssuedPair;
  /** PEM of a CA that signed nothing. */
  readonly otherCa: string;
  /** The webhook configuration as it should be. */
  readonly configuration: ReturnType<typeof configurationFor>;
  /** Writes the webhook configuration, and waits until the API server goes by it. */
  register(): Promise<void>;
  unregister(): Promise<void>;
  createPod(namespace: string, name: string, metadata?: object): Promise<void>;
  removePod(namespace: string, name: string): Promise<void>;
  patch(path: string, body: object): Promise<void>;
  /** Lets the account `default` of the namespace delete these pods, as the webhook would. */
  grant(namespace: string, pods: readonly string[]): Promise<void>;
  /** Looks until it holds: the API server takes a moment to go by what was written. */
  examineUntil(what: string, holds: (found: Examined) => boolean, args?: readonly string[]): Promise<Examined>;
  examineUntilJust(...codes: readonly string[]): Promise<Examined>;
  /** Whether an annotated pod is, in a namespace without labels; undefined where none came back, which says nothing. */
  isInjected(): Promise<boolean | undefined>;
  close(): Promise<void>;
}

/** Two monitored pods of a Deployment in namespace `media`, and nothing is wrong. */
export async function openWellScene(): Promise<DoctorScene> {
  const scene = await openDoctorScene();
  await scene.register();
  for (const name of ["plex-1", "plex-2"]) await scene.createPod("media", name);
  await scene.grant("media", ["plex-1", "plex-2"]);
  return scene;
}

export async function openDoctorScene(users: readonly User[] = []): Promise<DoctorScene> {
  const plane = await startControlPlane({ users });
  const { admin } = plane;
  const create = (path: string, body: object) => admin.expect(path, { method: "POST", body });
  const validity = { notBeforeMs: Date.now() - DAY_MS, notAfterMs: Date.now() + 100 * DAY_MS };
  const [ca, other] = await Promise.all([issueCa(validity), issueCa(validity)]);
  const leaf = await issueLeaf({ signer: ca, validity, hosts: ["127.0.0.1"] });
  const folder = makeSecretFolder();
  folder.write({ cert: leaf.certPem, key: leaf.key.reveal() });
  const webhook = await serve(folder.folder);
  const configuration = configurationFor(await webhook.httpsPort(), ca.certPem);
  await plane.createNamespace("media");
  for (const namespace of ["default", "kube-system"])
    await create(`/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name: "default" } });
  await createNode(admin, "node-1", "v1.36.3");
  const guard = await installGuard(plane);
  await guard.enforce();
  const isInjected = async () => {
    const path = "/api/v1/namespaces/default/pods?dryRun=All";
    const reply = await admin.call(path, { method: "POST", body: appPod("probe") });
    return reply.status === 201 ? reply.text.includes("mount-monitor.io/status") : undefined;
  };
  return {
    isInjected,
    plane,
    admin,
    webhook,
    ca,
    otherCa: other.certPem,
    configuration,
    async register() {
      await create(CONFIGURATIONS, configuration);
      await until("a pod that is injected", IN_FORCE_MS, isInjected);
    },
    async unregister() {
      await admin.expect(CONFIGURATION, { method: "DELETE" });
      await until("a pod that is not injected", IN_FORCE_MS, async () => (await isInjected()) === false);
    },
    async createPod(namespace, name, metadata = {}) {
      await create(`/api/v1/namespaces/${namespace}/pods`, appPod(name, metadata));
    },
    async removePod(namespace, name) {
      await admin.expect(`/api/v1/namespaces/${namespace}/pods/${name}?gracePeriodSeconds=0`, { method: "DELETE" });
    },
    async patch(path, body) {
      await admin.expect(path, { method: "PATCH", body });
    },
    async grant(namespace, pods) {
      const of = { namespace, account: "default" };
      const role = grantRole(of, { deletes: pods, evicts: [], restart: true }, guard.owner);
      await create(`${RBAC}/namespaces/${namespace}/roles`, role);
      await create(`${RBAC}/namespaces/${namespace}/rolebindings`, grantBinding(of, guard.owner));
      await allowedAll(plane, { namespace, name: of.account }, role.rules);
    },
    examineUntil: (what, holds, args) => examineUntil(plane, what, holds, args),
    examineUntilJust: (...codes) => examineUntilJust(plane, codes),
    async close() {
      webhook[Symbol.dispose]();
      folder[Symbol.dispose]();
      guard.close();
      await plane.stop();
    },
  };
}

/** There is no kubelet that would say so itself. */
export async function createNode(admin: ApiClient, name: string, kubeletVersion: string): Promise<void> {
  await admin.expect("/api/v1/nodes", { method: "POST", body: { metadata: { name } } });
  await reportKubelet(admin, name, kubeletVersion);
}

/** As after an upgrade of the node, or back. */
export async function reportKubelet(admin: ApiClient, name: string, kubeletVersion: string): Promise<void> {
  const status = { nodeInfo: { kubeletVersion }, conditions: [{ type: "Ready", status: "True" }] };
  await admin.expect(`/api/v1/nodes/${name}/status`, { method: "PATCH", body: { status } });
}

function configurationFor(port: number, caPem: string) {
  const caBundle = Buffer.from(caPem).toString("base64");
  const ours = webhookConfiguration(DEFAULT_NAMES, { url: `https://127.0.0.1:${port}` });
  const webhooks = ours.webhooks.map((webhook) => ({
    ...webhook,
    clientConfig: { ...webhook.clientConfig, caBundle },
  }));
  return { ...ours, webhooks };
}

/** A pod of the Deployment plex, as its ReplicaSet makes it. */
export function appPod(name: string, metadata: object = {}) {
  const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "plex-5d8f", uid: "5d8f", controller: true };
  return {
    metadata: {
      name,
      labels: { app: "plex", "pod-template-hash": "5d8f" },
      annotations: { "mount-monitor.io/paths": "/mnt/media" },
      ownerReferences: [owner],
      ...metadata,
    },
    spec: {
      nodeName: "node-1",
      containers: [{ name: "app", image: "app", volumeMounts: [{ name: "media", mountPath: "/mnt/media" }] }],
      volumes: [{ name: "media", emptyDir: {} }],
    },
  };
}
