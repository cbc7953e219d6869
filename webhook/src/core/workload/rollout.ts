import type { Finding } from "../decision.ts";
import type { RawWorkload } from "../raw-object.ts";

/** What a changed pod template sets in motion: nobody should be surprised by restarted pods. */
export function rolloutWarning({ kind, metadata, spec }: RawWorkload): Finding | undefined {
  const name = `${kind}/${metadata?.name ?? "unnamed"}`;
  const sentence = (text: string): Finding => ({ code: "starts-rollout", sentence: `${name}: ${text}` });
  switch (kind) {
    case "CronJob":
      return sentence("the changed pod template counts from the next run on");
    case "Job":
      return undefined;
    case "StatefulSet":
    case "DaemonSet":
      return spec?.updateStrategy?.type === "OnDelete"
        ? sentence("the changed pod template counts for pods that are made from now on")
        : sentence("the pod template changes, which starts a rollout");
    default:
      return sentence("the pod template changes, which starts a rollout");
  }
}
