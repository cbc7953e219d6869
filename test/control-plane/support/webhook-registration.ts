import { DEFAULT_NAMES } from "../../../webhook/src/core/install/install-names.ts";
import { webhookConfiguration } from "../../../webhook/src/core/install/webhook-configuration.ts";
import type { ControlPlane } from "./control-plane.ts";
import { until } from "./until.ts";

export interface Registration {
  readonly path: string;
  /** No webhook is asked any more, once this has resolved. */
  remove(): Promise<void>;
}

export interface RegistrationOptions {
  readonly name?: string;
  /** Who is asked; otherwise the webhook is asked about namespaces without this label alone. */
  readonly namespaceLabel?: string;
}

const CONFIGURATIONS = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
/** Of namespaces that have a webhook of their own. */
const OWN_WEBHOOK = "test.mount-monitor.io/webhook";
const IN_FORCE_MS = 60_000;
let probes = 0;

/** Labels of a namespace about which the webhook with that `namespaceLabel` is asked, and no other of ours. */
export function labelsOf(namespaceLabel: string): Readonly<Record<string, string>> {
  return { [OWN_WEBHOOK]: namespaceLabel };
}

/** As an installation does it, but by an address on loopback; resolves once the API server asks there. */
export async function registerWebhook(
  { admin, createNamespace }: ControlPlane,
  { port, caPem }: { readonly port: number; readonly caPem: string },
  { name = DEFAULT_NAMES.webhookConfiguration, namespaceLabel }: RegistrationOptions = {},
): Promise<Registration> {
  const names = { ...DEFAULT_NAMES, webhookConfiguration: name };
  const ours = webhookConfiguration(names, { url: `https://127.0.0.1:${port}` });
  const mine =
    namespaceLabel === undefined ? { operator: "DoesNotExist" } : { operator: "In", values: [namespaceLabel] };
  const webhooks = ours.webhooks.map((webhook) => ({
    ...webhook,
    clientConfig: { ...webhook.clientConfig, caBundle: Buffer.from(caPem).toString("base64") },
    namespaceSelector: {
      matchExpressions: [...webhook.namespaceSelector.matchExpressions, { key: OWN_WEBHOOK, ...mine }],
    },
  }));
  await admin.expect(CONFIGURATIONS, { method: "POST", body: { ...ours, webhooks } });
  const probe = `${name}-probe-${++probes}`;
  await createNamespace(probe, { labels: namespaceLabel === undefined ? {} : labelsOf(namespaceLabel) });
  /** Undefined where it was refused otherwise, such as for want of an answer: that says nothing. */
  const isAsked = async () => {
    const path = `/api/v1/namespaces/${probe}/pods?dryRun=All`;
    const { status, text } = await admin.call(path, { method: "POST", body: REFUSED });
    if (status === 201) return false;
    return /denied the request: .*\(path-not-absolute\)/.test(text) || undefined;
  };
  await until(`an API server that asks ${name}`, IN_FORCE_MS, isAsked);
  return {
    path: `${CONFIGURATIONS}/${name}`,
    async remove() {
      await admin.expect(`${CONFIGURATIONS}/${name}`, { method: "DELETE" });
      await until(`an API server that no longer asks ${name}`, IN_FORCE_MS, async () => (await isAsked()) === false);
    },
  };
}

/** A pod that the webhook, and nobody else, refuses. */
const REFUSED = {
  metadata: { name: "probe", annotations: { "mount-monitor.io/paths": "not-absolute" } },
  spec: { containers: [{ name: "app", image: "app" }] },
};
