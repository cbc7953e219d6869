import type { ControlPlane } from "./control-plane.ts";
import { until } from "./until.ts";

const CONFIGURATIONS = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
const SEEN_MS = 60_000;
let written = 0;

/**
 * Resolves once the API server goes by all webhook configurations as they are now. It hears of them in the order in which
 * they were written, so one that is written last, and that shows, shows that it knows the others. In that namespace, which
 * nobody else makes ConfigMaps in meanwhile.
 */
export async function untilWebhooksSeen({ admin }: ControlPlane, namespace: string): Promise<void> {
  const name = `seen-${++written}`;
  const webhook = {
    name: `${name}.example.org`,
    admissionReviewVersions: ["v1"],
    // Nobody is there.
    clientConfig: { url: "https://127.0.0.1:1/" },
    failurePolicy: "Fail",
    sideEffects: "None",
    rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] }],
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
  };
  await admin.expect(CONFIGURATIONS, { method: "POST", body: { metadata: { name }, webhooks: [webhook] } });
  let last = "";
  const shows = async () => {
    const { status, text } = await admin.call(`/api/v1/namespaces/${namespace}/configmaps?dryRun=All`, {
      method: "POST",
      body: { metadata: { name } },
    });
    last = `${status} ${text}`;
    return text.includes(`failed calling webhook \\"${webhook.name}\\"`);
  };
  await until("an API server that has seen all webhooks", SEEN_MS, shows, () => last);
  await admin.expect(`${CONFIGURATIONS}/${name}`, { method: "DELETE" });
}
