import type { ClusterPicture } from "../cluster-picture.ts";
import type { PodFacts } from "../../live/pod-facts.ts";
import { CLUSTER, type Finding, found } from "../finding.ts";
import { orElse } from "../../live/known.ts";
import { countPods } from "../../live/count-of.ts";
import { groupByWorkload } from "../pod-groups.ts";

/** Which pods the webhook would make otherwise today. */
export function checkAge({ pods, probes }: ClusterPicture): readonly Finding[] {
  const today = new Map(
    probes.flatMap(({ namespaces, answer }) =>
      answer.t === "injected" ? namespaces.map((namespace) => [namespace, answer] as const) : [],
    ),
  );
  const alive = orElse(pods, []).filter(
    ({ carries, finished, deletionTimestamp, namespace }) =>
      carries && !finished && deletionTimestamp === undefined && today.has(namespace),
  );
  const isOld = ({ status, namespace }: PodFacts) => status?.version !== today.get(namespace)?.version;
  const isOther = ({ status, namespace }: PodFacts) => status?.config !== today.get(namespace)?.config;
  const old = byVersion(alive.filter(isOld)).flatMap(([version, pods]) =>
    groupByWorkload(pods).map(({ subject, pods, restart }) => {
      const now = today.get(subject.namespace ?? "")?.version ?? "";
      return found(
        "outdated-version",
        subject,
        `${countPods(pods.length)} injected by version ${version || "unknown"}, today's is ${now}`,
        {
          pods,
          advice: restart,
        },
      );
    }),
  );
  // A new version is reason enough; what else has changed is then no news.
  const other = groupByWorkload(alive.filter((pod) => !isOld(pod) && isOther(pod))).map(({ subject, pods, restart }) =>
    found("outdated-config", subject, `${countPods(pods.length)} injected by another configuration than today's`, {
      pods,
      advice: restart,
    }),
  );
  const findings = [...old, ...other];
  if (findings.length > 0 || alive.length === 0) return findings;
  return [found("up-to-date", CLUSTER, `${countPods(alive.length)} of today's version and configuration`)];
}

function byVersion(pods: readonly PodFacts[]): ReadonlyArray<readonly [string, readonly PodFacts[]]> {
  const versions = new Map<string, PodFacts[]>();
  for (const pod of pods) {
    const version = pod.status?.version ?? "";
    versions.set(version, [...(versions.get(version) ?? []), pod]);
  }
  return [...versions];
}
