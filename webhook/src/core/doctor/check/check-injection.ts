import { annotationKey } from "@mount-monitor/contract";
import type { ClusterPicture } from "../cluster-picture.ts";
import type { PodFacts } from "../../live/pod-facts.ts";
import { leftOutBy } from "../facts/left-out-by.ts";
import { restartCommand } from "../../live/workload-facts.ts";
import { CLUSTER, type Finding, found, subjectOf } from "../finding.ts";
import { orElse } from "../../live/known.ts";
import { countPods } from "../../live/count-of.ts";
import { groupByWorkload } from "../pod-groups.ts";
import { adviceOnReason, explainReason } from "../reason-text.ts";

/** Which annotated pods run without gate and monitor, and why. */
export function checkInjection(picture: ClusterPicture): readonly Finding[] {
  const { pods, workloads, scope } = picture;
  if (pods.t === "unknown") return [];
  const asking = pods.value.filter((pod) => pod.asks && !pod.finished && pod.deletionTimestamp === undefined);
  const bare = asking.filter(({ carries }) => !carries);
  const findings = [...bareFindings(picture, bare), ...labelGone(asking), ...workloadFindings(orElse(workloads, []))];
  if (pods.value.length === 0 && workloads.t === "known" && workloads.value.length === 0) {
    const subject = scope === undefined ? CLUSTER : subjectOf("Namespace", scope);
    return [found("nothing-annotated", subject, "no workload and no pod asks to be monitored")];
  }
  const unwell = findings.some(({ severity }) => severity === "problem" || severity === "warning");
  const carried = asking.length - bare.length;
  if (unwell || carried === 0) return findings;
  return [found("pods-injected", CLUSTER, `${countPods(carried)} with gate and monitor`), ...findings];
}

const WHERE = {
  namespaceSelector: "of the webhook configuration",
  excludedNamespaces: "in the configuration of the webhook",
} as const;

type Cause =
  | { readonly t: "skipped"; readonly reason: string }
  | { readonly t: "off" }
  | { readonly t: "excluded"; readonly by: keyof typeof WHERE }
  | { readonly t: "labelled" }
  | { readonly t: "missed" };

function bareFindings(picture: ClusterPicture, bare: readonly PodFacts[]): readonly Finding[] {
  const byCause = new Map<string, { readonly cause: Cause; readonly pods: PodFacts[] }>();
  for (const pod of bare) {
    const cause = causeOf(picture, pod);
    const key = JSON.stringify(cause);
    const entry = byCause.get(key) ?? { cause, pods: [] };
    entry.pods.push(pod);
    byCause.set(key, entry);
  }
  return [...byCause.values()].flatMap(({ cause, pods }) =>
    groupByWorkload(pods).map(({ subject, pods: names, restart }) => {
      switch (cause.t) {
        case "skipped":
          return found("skipped", subject, explainReason(cause.reason), {
            pods: names,
            advice: adviceOnReason(cause.reason),
          });
        case "off":
          return found("switched-off", subject, `${annotationKey("inject")} is false`, { pods: names });
        case "excluded":
          return found("excluded-namespace", subject, `the webhook leaves namespace ${subject.namespace} alone`, {
            pods: names,
            advice: `Run the app in another namespace, or change ${cause.by} ${WHERE[cause.by]}.`,
          });
        case "labelled":
          return found(
            "excluded-pod",
            subject,
            "the webhook is not asked about pods with its labels (objectSelector of the webhook configuration)",
            { pods: names },
          );
        case "missed":
          return found(
            "not-injected",
            subject,
            `${countPods(names.length)} with ${annotationKey("paths")}, but without gate and monitor`,
            {
              pods: names,
              advice: restart,
            },
          );
      }
    }),
  );
}

/** The webhook leaves a word on what it skips, except where it does not touch the pod at all. */
function causeOf({ namespaces, installations, probes }: ClusterPicture, pod: PodFacts): Cause {
  const [reason] = pod.status?.decision === "skip" ? pod.status.reasons : [];
  if (reason === "switched-off") return { t: "off" };
  if (reason !== undefined) return { t: "skipped", reason };
  if (pod.mirror) return { t: "skipped", reason: "static-pod" };
  const namespace = orElse(namespaces, []).find(({ name }) => name === pod.namespace);
  const webhooks = orElse(installations, []).flatMap((installation) => installation.webhooks);
  const by = leftOutBy(webhooks, namespace?.labels, pod.labels);
  if (by === "namespaceSelector") return { t: "excluded", by };
  if (by === "objectSelector") return { t: "labelled" };
  const probe = probes.find(({ namespaces: names }) => names.includes(pod.namespace));
  const elsewhere = probes.some(({ answer }) => answer.t === "injected");
  return probe?.answer.t === "untouched" && elsewhere ? { t: "excluded", by: "excludedNamespaces" } : { t: "missed" };
}

function labelGone(asking: readonly PodFacts[]): readonly Finding[] {
  return groupByWorkload(asking.filter(({ carries, injected }) => carries && injected === undefined)).map(
    ({ subject, pods, restart }) =>
      found("label-gone", subject, "the label mount-monitor.io/injected is gone, so its monitor only reports", {
        pods,
        advice: restart,
      }),
  );
}

function workloadFindings(
  workloads: readonly { kind: string; namespace: string; name: string; templateAsks: boolean }[],
): readonly Finding[] {
  return workloads
    .filter(({ templateAsks }) => !templateAsks)
    .map((workload) =>
      found(
        "workload-not-injected",
        subjectOf(workload.kind, workload.name, workload.namespace),
        "it is annotated, but its pod template is not",
        {
          advice: restartCommand(workload, []),
        },
      ),
    );
}
