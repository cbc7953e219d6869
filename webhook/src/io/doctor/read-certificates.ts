import { bundleTrusts, describeCertificates, isCertificateFor } from "@mount-monitor/certs";
import type { BundleFacts, SeenCertificate } from "../../core/doctor/facts/certificate-facts.ts";
import type { ReplicaFacts } from "../../core/doctor/facts/replica-facts.ts";
import { hostOf, type InstallationFacts, type WebhookFacts } from "../../core/doctor/facts/webhook-facts.ts";
import { subjectOf } from "../../core/doctor/finding.ts";
import { type Known, known, orElse, unknown } from "../../core/live/known.ts";
import { captureCertificate } from "./capture-certificate.ts";

const HTTPS = 443;

export interface Certificates {
  readonly bundles: readonly BundleFacts[];
  readonly served: readonly SeenCertificate[];
}

/** What the API server is told to trust; and what is served, as the replicas say, or as a handshake shows. */
export async function readCertificates(
  installations: readonly InstallationFacts[],
  replicas: Known<readonly ReplicaFacts[]>,
  nowMs: number,
): Promise<Certificates> {
  const webhooks = installations.flatMap((installation) => installation.webhooks);
  const byService = webhooks.filter(({ endpoint }) => endpoint.t === "service");
  const addresses = new Map<string, WebhookFacts[]>();
  for (const webhook of webhooks) {
    if (webhook.endpoint.t !== "url") continue;
    const { host } = new URL(webhook.endpoint.url);
    addresses.set(host, [...(addresses.get(host) ?? []), webhook]);
  }
  return {
    bundles: webhooks.map(bundleOf),
    served: [
      ...(byService.length === 0 ? [] : orElse(replicas, []).flatMap((replica) => servedBy(replica, byService, nowMs))),
      ...(await Promise.all([...addresses].map(([address, webhooks]) => servedAt(address, webhooks, nowMs)))),
    ],
  };
}

function bundleOf({ name, caBundle }: WebhookFacts): BundleFacts {
  const pem = pemOf(caBundle);
  const { certificates, damaged } = describeCertificates(pem);
  // Charts write a newline where there is none.
  return { webhook: name, empty: pem.trim() === "", damaged, cas: certificates };
}

function pemOf(caBundle: string): string {
  return Buffer.from(caBundle, "base64").toString("utf8");
}

function servedBy(
  { namespace, name, status }: ReplicaFacts,
  webhooks: readonly WebhookFacts[],
  nowMs: number,
): readonly SeenCertificate[] {
  const by = subjectOf("Pod", name, namespace);
  if (status.t === "unknown") return [{ by, mode: undefined, certificate: status }];
  const { certificate } = status.value;
  // Without one it is not ready, and says why.
  if (certificate?.pem === undefined) return [];
  return [{ by, mode: certificate.mode, certificate: describe(certificate.pem, webhooks, nowMs) }];
}

async function servedAt(address: string, webhooks: readonly WebhookFacts[], nowMs: number): Promise<SeenCertificate> {
  const { hostname, port } = new URL(`https://${address}`);
  const captured = await captureCertificate(hostname.replace(/^\[(.*)\]$/, "$1"), Number(port || HTTPS));
  return {
    by: subjectOf("Address", address),
    mode: undefined,
    certificate: captured.t === "unknown" ? captured : describe(captured.value, webhooks, nowMs),
  };
}

function describe(pem: string, webhooks: readonly WebhookFacts[], nowMs: number): SeenCertificate["certificate"] {
  const [leaf] = describeCertificates(pem).certificates;
  if (leaf === undefined) return unknown("it cannot be read");
  const fits = webhooks.map(({ name, caBundle, endpoint }) => {
    const host = hostOf(endpoint);
    // Without a caBundle the API server goes by the CAs of its own machine, which are not known here.
    const bundle = pemOf(caBundle);
    const trusted = bundle.trim() === "" || bundleTrusts(bundle, pem, nowMs);
    return { webhook: name, trusted, host, named: isCertificateFor(pem, host) };
  });
  return known({ ...leaf, fits });
}
