import { createHttpsAccess, createWebhooksAccess, serviceHosts, type SourceSettings } from "@mount-monitor/certs";
import { PODS_WEBHOOK, WORKLOADS_WEBHOOK } from "../../core/install/webhook-configuration.ts";
import type { CertificatesConfig, FileCertificates, SelfCertificates } from "../config/webhook-config.ts";
import { needsCluster, type Surroundings } from "./surroundings.ts";

/** Our webhooks in the MutatingWebhookConfiguration: each of them has to trust what is served. */
const WEBHOOK_NAMES = [PODS_WEBHOOK, WORKLOADS_WEBHOOK];

export type CertificateSettings =
  | { readonly ok: true; readonly settings: SourceSettings }
  | { readonly ok: false; readonly error: string };

/** From the configuration, and where it meets a cluster. */
export function certificateSettings(config: CertificatesConfig, around: Surroundings): CertificateSettings {
  switch (config.mode) {
    case "self":
      return around.t === "cluster" ? selfSettings(config, around) : alone("self");
    case "cert-manager":
      return around.t === "cluster"
        ? { ok: true, settings: { mode: "cert-manager", ...filesOf(config), bundle: bundleOf(config, around) } }
        : alone("cert-manager");
    case "provided": {
      const bundle = around.t === "cluster" ? { bundle: bundleOf(config, around) } : {};
      return { ok: true, settings: { mode: "provided", ...filesOf(config), ...bundle } };
    }
  }
}

type InCluster = Extract<Surroundings, { readonly t: "cluster" }>;

function selfSettings(config: SelfCertificates, { connection, namespace }: InCluster): CertificateSettings {
  const { rotation, service, hosts, webhookConfiguration } = config;
  const secret = { namespace, name: config.secret };
  return {
    ok: true,
    settings: {
      mode: "self",
      rotation,
      secret,
      webhookNames: WEBHOOK_NAMES,
      hosts: [...serviceHosts(service, namespace), ...hosts],
      access: createHttpsAccess(connection, { secret, webhookConfiguration }),
    },
  };
}

function filesOf({ files, pollMs }: FileCertificates) {
  return { files, pollMs };
}

function bundleOf({ webhookConfiguration }: FileCertificates, { connection }: InCluster) {
  const access = createWebhooksAccess(connection, webhookConfiguration);
  return { access, webhookConfiguration, webhookNames: WEBHOOK_NAMES };
}

function alone(mode: string): CertificateSettings {
  const error = needsCluster(`certificates.mode ${mode}`, "certificates.mode: provided, with certFile and keyFile");
  return { ok: false, error };
}
