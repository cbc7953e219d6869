import { INJECTED_LABEL } from "@mount-monitor/contract";
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
