import type { CertificateLog, CertificateSource } from "@mount-monitor/certs";
import type { Cluster } from "../cluster/cluster.ts";
import type { Admission } from "./open-admission.ts";

/** What readiness goes by. */
export interface ServingParts {
  readonly certificates: Pick<CertificateSource, "status">;
  readonly admission: Pick<Admission, "isListening">;
  /** Undefined without one. */
  readonly cluster: Pick<Cluster, "starting"> | undefined;
  readonly draining: () => boolean;
}

/** Why no admission may be sent here, in a sentence; undefined when it may. */
export function whyNotReady({ certificates, admission, cluster, draining }: ServingParts): string | undefined {
  if (draining()) return "stopping";
  const { readiness } = certificates.status();
  if (!readiness.ready) return readiness.why;
  if (!admission.isListening()) return "not listening yet";
  return cluster?.starting();
}

/** The same, and the log has each turn: whoever looks for why a rollout waits finds it there. */
export function createReadiness(parts: ServingParts, log: Pick<CertificateLog, "info">): () => string | undefined {
  let wasReady: boolean | undefined;
  return () => {
    const reason = whyNotReady(parts);
    const ready = reason === undefined;
    if (ready !== wasReady) {
      if (ready) log.info({}, "ready");
      else log.info({ reason }, "not ready");
    }
    wasReady = ready;
    return reason;
  };
}
