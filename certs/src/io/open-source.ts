import { createBundleCheck } from "./files/bundle-check.ts";
import { createFileSource, type FileSettings } from "./files/file-source.ts";
import type { CertificateLog, CertificateSource } from "./certificate-source.ts";
import type { ClusterAccess } from "./kube/cluster-access.ts";
import { createSelfSource, type SelfSettings } from "./self/self-source.ts";

/**
 * Who makes the serving certificate and has the API server trust it.
 *
 * - `self`: we do both.
 * - `cert-manager`: it writes the files, and its CA injector the `caBundle`.
 * - `provided`: the operator does both.
 */
export type SourceSettings =
  | ({ readonly mode: "self" } & SelfSettings)
  | ({ readonly mode: "cert-manager" | "provided"; readonly webhookNames: readonly string[] } & FileSettings);

export interface SourceTools {
  readonly access: ClusterAccess;
  readonly log: CertificateLog;
}

export function openCertificateSource(settings: SourceSettings, { access, log }: SourceTools): CertificateSource {
  switch (settings.mode) {
    case "self":
      return createSelfSource(settings, { access, log });
    case "cert-manager":
    case "provided":
      return createFileSource(settings, { log, bundleCheck: createBundleCheck(access, settings.webhookNames) });
  }
}
