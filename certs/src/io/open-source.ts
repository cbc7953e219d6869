import type { CertificateLog, CertificateSource } from "./certificate-source.ts";
import { watchBundle } from "./files/bundle-watch.ts";
import { createFileSource, type FileSettings } from "./files/file-source.ts";
import type { ClusterAccess, WebhooksAccess } from "./kube/cluster-access.ts";
import { createSelfSource, type SelfSettings } from "./self/self-source.ts";

/**
 * Who makes the serving certificate and has the API server trust it.
 *
 * - `self`: we do both.
 * - `cert-manager`: it writes the files, and its CA injector the `caBundle`.
 * - `provided`: the operator does both.
 */
export type SourceSettings =
  | ({ readonly mode: "self"; readonly access: ClusterAccess } & SelfSettings)
  | ({ readonly mode: "cert-manager"; readonly bundle: BundleAccess } & FileSettings)
  /** Without access to the bundle, as outside a cluster, it is taken for granted that the certificate is trusted. */
  | ({ readonly mode: "provided"; readonly bundle?: BundleAccess } & FileSettings);

export interface BundleAccess {
  readonly access: WebhooksAccess;
  readonly webhookConfiguration: string;
  /** Of the webhooks in it that this program serves. */
  readonly webhookNames: readonly string[];
}

export function openCertificateSource(settings: SourceSettings, log: CertificateLog): CertificateSource {
  switch (settings.mode) {
    case "self":
      return createSelfSource(settings, { access: settings.access, log });
    case "cert-manager":
      return createFileSource(settings, { log, bundle: openBundle(settings.bundle, true, log) });
    case "provided": {
      const { bundle } = settings;
      return createFileSource(settings, { log, ...(bundle && { bundle: openBundle(bundle, false, log) }) });
    }
  }
}

function openBundle({ access, ...names }: BundleAccess, required: boolean, log: CertificateLog) {
  return watchBundle(access, { ...names, required }, log);
}
