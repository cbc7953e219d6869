import type { TrustedCa } from "../../core/ca-generation.ts";
import type { Look } from "../../core/observe.ts";
import type { SecretName } from "../../core/refusal.ts";
import { decodeSecret, type StoredSecret } from "../../core/secret-layout.ts";
import type { BundleFinding, SecretFinding } from "../../core/view.ts";
import type { Answer } from "@mount-monitor/kube";
import type { ClusterAccess, WebhookConfiguration } from "../kube/cluster-access.ts";
import { CERTIFICATE_READER } from "../x509/certificate-reader.ts";
import { readBundle } from "../x509/read-bundle.ts";

export interface ClusterLook {
  readonly look: Look;
  /** What a write of the bundle goes by. */
  readonly configuration: WebhookConfiguration | undefined;
  /** What could not be read, and why. */
  readonly failures: readonly string[];
}

/** Reads both objects. What cannot be read is `unknown`, and nothing that depends on it is done. */
export async function lookAtCluster(
  access: ClusterAccess,
  secretName: SecretName,
  webhookNames: readonly string[],
  now: () => number,
): Promise<ClusterLook> {
  const [secret, webhooks] = await Promise.all([access.getSecret(), access.getWebhooks()]);
  const serverMs = (secret.ok ? secret.serverMs : undefined) ?? (webhooks.ok ? webhooks.serverMs : undefined);
  return {
    look: {
      secret: findSecret(secret, secretName),
      bundle: findBundle(webhooks, webhookNames),
      ...(serverMs === undefined ? {} : { aheadMs: now() - serverMs }),
    },
    configuration: webhooks.ok ? webhooks.value : undefined,
    failures: [secret, webhooks].flatMap((answer) => (answer.ok ? [] : answer.message)),
  };
}

function findSecret(answer: Answer<StoredSecret | undefined>, name: SecretName): SecretFinding {
  if (!answer.ok) return { t: "unknown" };
  if (answer.value === undefined) return { t: "absent" };
  const decoded = decodeSecret(answer.value, name, CERTIFICATE_READER);
  if (!decoded.ok) return { t: "refused", refusal: decoded.error };
  return { t: "held", resourceVersion: answer.value.resourceVersion, generations: decoded.generations };
}

function findBundle(answer: Answer<WebhookConfiguration | undefined>, names: readonly string[]): BundleFinding {
  if (!answer.ok) return { t: "unknown" };
  const ours = answer.value?.webhooks.filter(({ name }) => names.includes(name)) ?? [];
  if (ours.length === 0 || ours.length < names.length) return { t: "absent" };
  const read = ours.map(({ caBundle }) => readBundle(caBundle));
  const found = new Map<string, TrustedCa>(read.flatMap((one) => one.ours.map((ca) => [ca.id, ca] as const)));
  return {
    t: "held",
    trusted: [...found.values()].filter(({ id }) => read.every((one) => one.ours.some((ca) => ca.id === id))),
    found: [...found.values()],
    other: read.some(({ other }) => other),
  };
}
