import type { RawPod } from "../../../webhook/src/core/raw-object.ts";
import type { ControlPlane } from "../../control-plane/support/control-plane.ts";
import { until } from "../../control-plane/support/until.ts";
import type { Registration } from "../../control-plane/support/webhook-registration.ts";
import type { Peer } from "./peer-process.ts";

const CONFIGURATIONS = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
const IN_FORCE_MS = 60_000;

/** How long is waited for a peer to patch; with one that never does, the run ends here. */
const PATCHES_MS = 60_000;

export interface PeerPlace {
  /** Its name there, by which the API server counts calls. */
  readonly webhook: string;
  readonly namespace: string;
  /** A pod that it is to inject. */
  readonly asked: RawPod;
}

/** Has the API server ask a peer about new pods of a namespace; resolves once the peer really injects one. */
export async function registerPeer(
  { admin }: ControlPlane,
  peer: Peer,
  { webhook: name, namespace, asked }: PeerPlace,
): Promise<Registration> {
  const path = `${CONFIGURATIONS}/${name}`;
  const webhook = {
    name,
    admissionReviewVersions: ["v1"],
    clientConfig: {
      url: `https://127.0.0.1:${peer.port}${peer.path}`,
      caBundle: Buffer.from(peer.caPem).toString("base64"),
    },
    failurePolicy: "Fail",
    sideEffects: "None",
    reinvocationPolicy: peer.reinvocationPolicy,
    rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
  };
  const create = async () => {
    const { status, text } = await admin.call(`/api/v1/namespaces/${namespace}/pods?dryRun=All`, {
      method: "POST",
      body: asked,
    });
    return { status, text };
  };
  const plain = await create();
  const before = partsOf(plain.text);
  await admin.expect(CONFIGURATIONS, {
    method: "POST",
    body: { metadata: { name }, webhooks: [webhook] },
  });
  let last = plain;
  /** Undefined where no pod came back, which says nothing. */
  const isAsked = async () => {
    last = await create();
    return last.status === 201 ? partsOf(last.text) > before : undefined;
  };
  await until(`a pod that ${peer.name} has injected`, PATCHES_MS, isAsked, () => last.text.slice(0, 2_000));
  return {
    path,
    async remove() {
      await admin.expect(path, { method: "DELETE" });
      await until(
        `an API server that no longer asks ${peer.name}`,
        IN_FORCE_MS,
        async () => (await isAsked()) === false,
      );
    },
  };
}

/** Containers and volumes of the pod that came back: more of them is what an injector is there for. */
export function partsOf(text: string): number {
  const { spec } = JSON.parse(text) as RawPod;
  return [spec?.containers, spec?.initContainers, spec?.volumes].reduce((sum, list) => sum + (list?.length ?? 0), 0);
}
