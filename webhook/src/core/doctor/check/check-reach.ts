import { annotationKey } from "@mount-monitor/contract";
import type { ClusterPicture } from "../cluster-picture.ts";
import { leftOutBy } from "../facts/left-out-by.ts";
import { type Finding, found, notChecked, subjectOf } from "../finding.ts";
import { orElse } from "../../live/known.ts";
import { PODS_WEBHOOK, WORKLOADS_WEBHOOK } from "../../install/webhook-configuration.ts";
import type { ProbeAnswer } from "../probe/read-answer.ts";
import { adviceOnReason, adviceOnRefusal, explainReason } from "../reason-text.ts";

/** What came of the dry runs. Whether a namespace is left alone is for the checks of its pods to say. */
export function checkReach(picture: ClusterPicture): readonly Finding[] {
  const { installations, probes, workloadProbe } = picture;
  // Without a webhook nothing is called, and that is said elsewhere.
  if (installations.t === "known" && installations.value.length === 0) return [];
  const calls = [
    ...probes.map(({ namespace, answer }) => ({ webhook: PODS_WEBHOOK, namespace, answer })),
    ...(workloadProbe === undefined ? [] : [{ webhook: WORKLOADS_WEBHOOK, ...workloadProbe }]),
  ];
  const someInjected = probes.some(({ answer }) => answer.t === "injected");
  // One that is injected elsewhere shows that the webhook works: then this namespace is left alone on purpose.
  const findings = calls.flatMap(({ webhook, namespace, answer }) =>
    answer.t === "untouched" && !(someInjected && webhook === PODS_WEBHOOK)
      ? [untouched(picture, webhook, namespace)]
      : judge(webhook, namespace, answer),
  );
  return merged(findings);
}

/** Which selector of the webhook's keeps the probe from it. */
function probeLeftOutBy({ installations, namespaces }: ClusterPicture, webhook: string, namespace: string) {
  const webhooks = orElse(installations, []).flatMap((installation) => installation.webhooks);
  const labels = orElse(namespaces, []).find(({ name }) => name === namespace)?.labels;
  // What is probed with has no labels.
  return leftOutBy(
    webhooks.filter(({ name }) => name === webhook),
    labels,
    {},
  );
}

function untouched(picture: ClusterPicture, webhook: string, namespace: string): Finding {
  const subject = subjectOf("Namespace", namespace);
  const sentence = `an annotated ${webhook === PODS_WEBHOOK ? "pod" : "Deployment"} came back as it was`;
  const by = probeLeftOutBy(picture, webhook, namespace);
  if (by === undefined) return found("probe-not-injected", subject, sentence);
  const what = by === "objectSelector" ? "what has no labels" : "this namespace";
  const advice = `Where ${what} is to be monitored as well: change ${by} of the webhook configuration, or install mount-monitor anew.`;
  return found("probe-not-injected", subject, `${sentence}: ${by} of ${webhook} leaves it out`, { advice });
}

function judge(webhook: string, namespace: string, answer: ProbeAnswer): readonly Finding[] {
  const here = subjectOf("Namespace", namespace);
  const there = subjectOf("Webhook", webhook);
  const what = webhook === PODS_WEBHOOK ? "pod" : "Deployment";
  switch (answer.t) {
    case "injected":
      return [
        found(
          "reachable",
          there,
          answer.version === ""
            ? `an annotated ${what} gets its template annotated`
            : `an annotated ${what} is injected by version ${answer.version}`,
        ),
      ];
    case "skipped": {
      const [reason = "unknown"] = answer.reasons;
      if (reason === "switched-off") {
        return [
          found(
            "switched-off",
            here,
            `${annotationKey("inject")} is false for all pods here, by the Namespace or the configuration`,
          ),
        ];
      }
      return [
        found("probe-not-injected", here, `an annotated pod is skipped: ${explainReason(reason)}`, {
          advice: adviceOnReason(reason),
        }),
      ];
    }
    case "untouched":
      // Either it is said above, or nothing is wrong.
      return [];
    case "not-trusted":
      return [
        found(
          "certificate-not-trusted",
          there,
          `the API server does not trust its certificate: ${shortened(answer.message)}`,
        ),
      ];
    case "unreachable":
      return [found("unreachable", there, `the API server gets no answer: ${shortened(answer.message)}`)];
    case "failed":
      return [
        found("webhook-failed", there, `the API server can do nothing with its answer: ${shortened(answer.message)}`),
      ];
    case "denied":
      return [
        found("probe-denied", here, `an annotated ${what} is refused: ${answer.message}`, {
          advice: adviceOnRefusal(answer.message),
        }),
      ];
    case "stopped":
      return [
        found(
          "probe-stopped",
          here,
          `the dry run of an annotated ${what} was refused by something else: ${answer.message}`,
        ),
      ];
    case "not-asked":
      return [notChecked(here, `whether an annotated ${what} is injected`, answer.message)];
  }
}

/** The address stands in the webhook configuration. */
function shortened(message: string): string {
  return message.replace(/^Post "[^"]*": /, "");
}

/** Several probes that end the same way say it once. */
function merged(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Map<string, Finding>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.code, finding.subject, finding.sentence]);
    if (!seen.has(key)) seen.set(key, finding);
  }
  return [...seen.values()];
}
