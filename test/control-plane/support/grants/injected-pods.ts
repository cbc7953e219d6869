import { INJECTED_LABEL } from "@mount-monitor/contract";
import { type ApiConnection, watchCollection, type WatchLog } from "@mount-monitor/kube";
import { readInjectedPod } from "../../../../webhook/src/core/pods/injected-pod.ts";
import type { GrantCluster } from "../../../../webhook/src/io/grants/open-grants.ts";
import type { ControlPlane } from "../control-plane.ts";

/** A pod as the webhook leaves it, as far as grants go by it. */
export interface InjectedPodSpec {
  readonly name: string;
  readonly account?: string;
  readonly action?: "delete" | "evict" | "in-place" | "none";
  readonly force?: boolean;
  /** A gate alone. */
  readonly gateOnly?: boolean;
  readonly node?: string;
  readonly finalizers?: readonly string[];
}

export async function createInjectedPod(
  { admin }: ControlPlane,
  namespace: string,
  {
    name,
    account = "default",
    action = "delete",
    force = false,
    gateOnly = false,
    node,
    finalizers = [],
  }: InjectedPodSpec,
): Promise<{ readonly uid: string }> {
  const config = JSON.stringify({ mounts: [], watchdog: { action, force } });
  const monitor = {
    name: "mount-monitor",
    image: "mount-monitor",
    restartPolicy: "Always",
    env: [{ name: "MOUNT_MONITOR_CONFIG", value: config }],
  };
  const { metadata } = await admin.expect(`/api/v1/namespaces/${namespace}/pods`, {
    method: "POST",
    body: {
      metadata: { name, labels: { [INJECTED_LABEL]: "true" }, finalizers },
      spec: {
        serviceAccountName: account,
        ...(node === undefined ? {} : { nodeName: node }),
        initContainers: gateOnly ? [{ name: "mount-monitor-gate", image: "mount-monitor" }] : [monitor],
        containers: [{ name: "app", image: "app" }],
      },
    },
  });
  return { uid: metadata.uid };
}

export interface FollowedPods extends GrantCluster {
  close(): void;
}

/** Injected pods and nothing else. */
export function followInjectedPods(
  connection: ApiConnection,
  log: WatchLog,
  isTerminating: (namespace: string) => boolean = () => false,
): FollowedPods {
  const callbacks: Parameters<GrantCluster["onPods"]>[0][] = [];
  const watch = watchCollection(
    connection,
    { title: "Pods", path: "/api/v1/pods", labelSelector: `${INJECTED_LABEL}=true`, read: readInjectedPod },
    { log, onChange: (changes) => callbacks.forEach((callback) => callback(changes)) },
  );
  return {
    pods: watch.objects,
    onPods: (callback) => void callbacks.push(callback),
    isTerminating,
    status: () => [{ title: watch.title, state: watch.state() }],
    close: watch.close,
  };
}
