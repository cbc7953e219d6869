import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { TestContext } from "node:test";
import type { Program } from "../../../sidecar/test/support/program.ts";
import { CANARY, openScene, type Scene, type SceneConfig } from "../../../sidecar/test/support/scene.ts";
import { createApiClient } from "./api-client.ts";
import { requestToken } from "./account-tokens.ts";
import { grant } from "./account-grants.ts";
import type { ControlPlane } from "./control-plane.ts";
import type { GuardedCluster } from "./guarded-cluster.ts";
import { createAccount, createPod, NODE, type PodRef, type PodSpec } from "./pods.ts";
import { until } from "./until.ts";

/** An event as it lies in the API server. */
export interface SeenEvent {
  readonly reason: string;
  readonly type: string;
  readonly message: string;
  readonly involvedObject: { readonly uid: string; readonly name: string };
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
}

/** A pod of the API server whose monitor runs here, with a folder as its mount. All that runs ends with the test. */
export interface MonitoredPod {
  readonly scene: Scene;
  readonly pod: PodRef;
  readonly mount: string;
  readonly env: Readonly<Record<string, string>>;
  /** The monitor, with state and one mount; comes back once it has seen that mount healthy. */
  start(config?: SceneConfig): Promise<Program>;
  /** Another one with the same configuration and state; comes back once it answers. */
  startAgain(): Promise<Program>;
  breakMount(): void;
  mendMount(): void;
  /** As the kubelet does when a token has grown old. */
  writeToken(token: string): void;
  writeCa(pem: string): void;
  /** Events of this pod, by UID, oldest first. */
  events(reason?: string): Promise<SeenEvent[]>;
  waitForEvent(reason: string): Promise<SeenEvent>;
  /** Until the API server does not accept the token in the file any more. */
  waitUntilTokenIsVoid(): Promise<void>;
}

export interface MonitoredPodOptions extends Partial<Omit<PodSpec, "account">> {
  /** What its account may do to it; nothing where this is left out, not even write events. */
  readonly may?: "delete" | "evict" | "events";
}

const LIMIT_MS = 60_000;
const ACCOUNT = "plex";
let namespaces = 0;

export async function openMonitoredPod(
  t: Pick<TestContext, "after">,
  cluster: GuardedCluster,
  { may, ...spec }: MonitoredPodOptions = {},
): Promise<MonitoredPod> {
  const { plane } = cluster;
  const { admin } = plane;
  const namespace = `media-${++namespaces}`;
  await plane.createNamespace(namespace);
  await createAccount(admin, namespace, ACCOUNT);
  const pod = await createPod(admin, { namespace, name: "plex-0", account: ACCOUNT, ...spec });
  if (may !== undefined) await grant(cluster, pod, needsOf(may, pod.name));
  return watchOver(t, cluster, pod);
}

/** What runs in a pod that is there already. */
export async function watchOver(
  t: Pick<TestContext, "after">,
  { plane }: Pick<GuardedCluster, "plane">,
  pod: PodRef,
): Promise<MonitoredPod> {
  const { admin } = plane;
  const scene = openScene(t);
  const mount = scene.mount("media");
  const files = { token: scene.path("token"), ca: scene.path("ca.crt") };
  const canary = path.join(mount, CANARY);
  writeFileSync(files.token, await tokenOf(plane, pod));
  writeFileSync(files.ca, plane.caPem);
  const { hostname, port } = new URL(plane.url);
  const env = {
    KUBERNETES_SERVICE_HOST: hostname,
    KUBERNETES_SERVICE_PORT: port,
    MOUNT_MONITOR_TOKEN_FILE: files.token,
    MOUNT_MONITOR_CA_FILE: files.ca,
    POD_NAME: pod.name,
    POD_NAMESPACE: pod.namespace,
    POD_UID: pod.uid,
    NODE_NAME: NODE,
  };
  const events = async (reason?: string): Promise<SeenEvent[]> => {
    const selector = encodeURIComponent(`involvedObject.uid=${pod.uid}${reason ? `,reason=${reason}` : ""}`);
    const list = await admin.expect(`/api/v1/namespaces/${pod.namespace}/events?fieldSelector=${selector}`);
    return list.items;
  };
  const seen = async () => (await events()).map(({ reason, message }) => `${reason}: ${message}`).join("\n");
  return {
    scene,
    pod,
    mount,
    env,
    async start(config = {}) {
      const monitor = scene.startMonitor(
        { mounts: [{ path: mount }], stateDir: scene.path("state"), watchdog: { action: "delete" }, ...config },
        { env },
      );
      await monitor.waitForLog("mount healthy");
      return monitor;
    },
    async startAgain() {
      const monitor = scene.run({ env });
      await monitor.port();
      return monitor;
    },
    breakMount: () => rmSync(canary),
    mendMount: () => writeFileSync(canary, ""),
    writeToken: (token) => writeFileSync(files.token, token),
    writeCa: (pem) => writeFileSync(files.ca, pem),
    events,
    async waitForEvent(reason) {
      let last = "";
      return until(
        `event ${reason} of ${pod.name}`,
        LIMIT_MS,
        async () => {
          last = await seen();
          return (await events(reason))[0];
        },
        () => last,
      );
    },
    async waitUntilTokenIsVoid() {
      const token = readFileSync(files.token, "utf8");
      const client = createApiClient(plane.connectionWith(token));
      try {
        await until("a token that is void", LIMIT_MS, async () => (await client.call("/api")).status === 401);
      } finally {
        client.close();
      }
    },
  };
}

/** As the kubelet gets one for the pod. */
export function tokenOf({ admin }: ControlPlane, { namespace, account, name, uid }: PodRef): Promise<string> {
  return requestToken(admin, { namespace, name: account }, { kind: "Pod", name, uid });
}

function needsOf(may: "delete" | "evict" | "events", name: string): { deletes?: string[]; evicts?: string[] } {
  switch (may) {
    case "delete":
      return { deletes: [name] };
    case "evict":
      return { evicts: [name] };
    case "events":
      return {};
  }
}
