import type { ClusterPicture } from "../cluster-picture.ts";
import type { ReplicaFacts } from "../facts/replica-facts.ts";
import { type Finding, found, subjectOf } from "../finding.ts";
import { countPods } from "../../live/count-of.ts";

/** The pods of the webhook. One that runs outside the cluster has none. */
export function checkReplicas({ replicas, installNamespace: namespace }: ClusterPicture): readonly Finding[] {
  if (replicas.t === "unknown" || namespace === undefined) return [];
  const all = replicas.value;
  if (all.length === 0) {
    const advice = `kubectl -n ${namespace} get deployments,pods; if there is nothing, install mount-monitor anew`;
    const sentence = `no pod there has the label app.kubernetes.io/name=mount-monitor`;
    return [found("no-replica", subjectOf("Namespace", namespace), sentence, { advice })];
  }
  const unready = all.filter(({ ready }) => !ready);
  const none = unready.length === all.length;
  const findings = unready.map((replica) =>
    found(none ? "no-ready-replica" : "replica-not-ready", subjectFor(replica), whyNotReady(replica), {
      advice: logsOf(replica),
    }),
  );
  findings.push(
    ...all.flatMap(refusedWatches),
    ...all.flatMap(certificateTrouble),
    ...differingVersions(namespace, all),
  );
  if (findings.length > 0) return findings;
  const versions = versionsOf(all);
  const of = versions.length > 0 ? ` of version ${versions.join(", ")}` : "";
  return [
    found(
      "replicas-ready",
      subjectOf("Namespace", namespace),
      `${countPods(all.length)} of the webhook${of}, all ready`,
    ),
  ];
}

function subjectFor({ namespace, name }: ReplicaFacts) {
  return subjectOf("Pod", name, namespace);
}

function logsOf({ namespace, name }: ReplicaFacts): string {
  return `kubectl -n ${namespace} logs ${name}`;
}

function whyNotReady({ status }: ReplicaFacts): string {
  const reason = status.t === "known" ? status.value.reason : undefined;
  return reason === undefined ? "it is not ready" : `it is not ready: ${reason}`;
}

function refusedWatches(replica: ReplicaFacts): readonly Finding[] {
  const refused = replica.status.t === "known" ? replica.status.value.refused : [];
  return refused.map(({ title, why }) =>
    found("replica-cannot-watch", subjectFor(replica), `it may not watch ${title}: ${why}`),
  );
}

function certificateTrouble(replica: ReplicaFacts): readonly Finding[] {
  if (replica.status.t === "unknown") return [];
  const { certificate, reason } = replica.status.value;
  const trouble = certificate?.trouble;
  // Where it never got as far as to serve, that is why it is not ready.
  return trouble === undefined || (!replica.ready && reason?.includes(trouble))
    ? []
    : [found("certificate-trouble", subjectFor(replica), trouble, { advice: logsOf(replica) })];
}

function versionsOf(all: readonly ReplicaFacts[]): readonly string[] {
  return [...new Set(all.flatMap(({ status }) => (status.t === "known" ? [status.value.version] : [])))].toSorted();
}

function differingVersions(namespace: string, all: readonly ReplicaFacts[]): readonly Finding[] {
  const versions = versionsOf(all);
  if (versions.length < 2) return [];
  const advice = `kubectl -n ${namespace} rollout status deployment`;
  return [
    found(
      "replica-versions-differ",
      subjectOf("Namespace", namespace),
      `pods of the webhook are of versions ${versions.join(" and ")}`,
      { advice },
    ),
  ];
}
