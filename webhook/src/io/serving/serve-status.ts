import type { CertificateSource, CertificateStatus } from "@mount-monitor/certs";
import type { CaReport, GrantsStatus, ServedCertificate, ServeStatus, WatchReport } from "@mount-monitor/contract";
import type { BUILD } from "../../build-info.ts";
import { formatVersion, type KubernetesVersion } from "../../core/cluster-facts.ts";
import type { Cluster, WatchStatus } from "../cluster/cluster.ts";

export interface StatusParts {
  readonly build: typeof BUILD;
  readonly pod: { readonly name: string | undefined; readonly namespace: string | undefined };
  /** Why it is not ready. */
  readonly reason: string | undefined;
  readonly mode: ServedCertificate["mode"];
  readonly certificates: Pick<CertificateSource, "current" | "status">;
  readonly cluster: Pick<Cluster, "status" | "versions"> | undefined;
  readonly grants: GrantsStatus | undefined;
}

export function serveStatus({ build, pod, reason, mode, certificates, cluster, grants }: StatusParts): ServeStatus {
  const { name, version, commit } = build;
  const { server, oldestKubelet } = cluster?.versions() ?? {};
  return {
    name,
    version,
    commit,
    pod: pod.name ?? null,
    namespace: pod.namespace ?? null,
    ready: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
    // Of the pair only what every client is shown.
    certificate: reportCertificate(mode, certificates.status(), certificates.current()?.certPem),
    watches: (cluster?.status() ?? []).map(reportWatch),
    ...(grants === undefined ? {} : { grants }),
    kubernetes: { server: versionText(server), oldestKubelet: versionText(oldestKubelet) },
  };
}

function reportCertificate(
  mode: ServedCertificate["mode"],
  { readiness, refusal, leafNotAfterMs, cas, failures }: CertificateStatus,
  certPem: string | undefined,
): ServedCertificate {
  return {
    mode,
    notAfter: leafNotAfterMs === undefined ? null : new Date(leafNotAfterMs).toISOString(),
    certificate: certPem ?? null,
    cas: cas.map(({ id, role, notAfterMs }): CaReport => ({ id, role, notAfter: new Date(notAfterMs).toISOString() })),
    ready: readiness.ready,
    ...(readiness.ready ? {} : { why: readiness.why }),
    ...(refusal === undefined ? {} : { refusal: { code: refusal.code, message: refusal.message } }),
    failures,
  };
}

function reportWatch({ title, state, objects, lists }: WatchStatus): WatchReport {
  return { title, state: state.t, ...("why" in state ? { why: state.why } : {}), objects, lists };
}

function versionText(version: KubernetesVersion | undefined): string | null {
  return version === undefined ? null : formatVersion(version);
}
