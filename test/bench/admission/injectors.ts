import { imageFlags } from "../../../tools/image-flags.ts";
import { PODS_WEBHOOK } from "../../../webhook/src/core/install/webhook-configuration.ts";
import type { RawPod } from "../../../webhook/src/core/raw-object.ts";
import { withoutPaths } from "../../control-plane/support/compliant-pod.ts";
import type { ControlPlane } from "../../control-plane/support/control-plane.ts";
import { goldenPod } from "../../control-plane/support/golden-pod.ts";
import { startWebhook } from "../../control-plane/support/webhook-program.ts";
import { labelsOf, registerWebhook, type Registration } from "../../control-plane/support/webhook-registration.ts";
import { startPeer } from "./peer-process.ts";
import { registerPeer } from "./register-peer.ts";

/** An injector that runs, ours or somebody else's, and is asked about one namespace alone. */
export interface Injector {
  readonly name: string;
  /** See `PeerLine`. */
  readonly promised: boolean;
  readonly namespace: string;
  /** The name by which the API server counts its calls. */
  readonly webhook: string;
  /** The pod of all of them, with what makes this one inject it. */
  readonly asked: RawPod;
  /** Has the API server ask it, until removed. */
  register(): Promise<Registration>;
  stop(): Promise<void>;
}

/** Nobody is asked about it. */
export const BYSTANDERS = "bystanders";
const OURS = "ours";

/** The pod of all of them, which asks for nothing of anybody. */
export function plainPod(namespace: string): RawPod {
  return withoutPaths(goldenPod("plex", namespace).pod);
}

export async function startOurs(plane: ControlPlane): Promise<Injector> {
  const webhook = await startWebhook(plane, { nodeArgs: imageFlags("webhook") });
  await plane.createNamespace(OURS, { labels: labelsOf(OURS) });
  return {
    name: "mount-monitor",
    promised: true,
    namespace: OURS,
    webhook: PODS_WEBHOOK,
    asked: goldenPod("plex", OURS).pod,
    register: () => registerWebhook(plane, webhook, { namespaceLabel: OURS }),
    stop: () => webhook.stop(),
  };
}

export async function startOther(plane: ControlPlane, command: string, number: number): Promise<Injector> {
  const peer = await startPeer(plane, command);
  const namespace = `peer-${number}`;
  const webhook = `${namespace}.example.org`;
  await plane.createNamespace(namespace, { labels: labelsOf(namespace) });
  const plain = plainPod(namespace);
  const asked: RawPod = {
    ...plain,
    metadata: {
      ...plain.metadata,
      annotations: { ...plain.metadata?.annotations, ...peer.annotations },
      labels: { ...plain.metadata?.labels, ...peer.labels },
    },
  };
  return {
    name: peer.name,
    promised: peer.promised,
    namespace,
    webhook,
    asked,
    register: () => registerPeer(plane, peer, { webhook, namespace, asked }),
    stop: () => peer.stop(),
  };
}
