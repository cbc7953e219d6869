import type { FindingText } from "./finding-text.ts";

/** What becomes of a pod that is created now, seen by a dry run. */
export const REACH_FINDINGS = {
  reachable: {
    severity: "ok",
    meaning: "An annotated object was created by dry run, and came back as the webhook makes it.",
    advice: "",
  },
  unreachable: {
    severity: "problem",
    meaning: "The API server got no answer from the webhook, so annotated pods are not created.",
    advice:
      "See whether its pods are ready. On private GKE and EKS clusters let the control plane reach the port of the webhook on the nodes.",
  },
  "certificate-not-trusted": {
    severity: "problem",
    meaning: "The API server does not trust the serving certificate of the webhook, so annotated pods are not created.",
    advice: "See the findings about certificates. Where mount-monitor makes them itself, restart its pods.",
  },
  "webhook-failed": {
    severity: "problem",
    meaning: "The webhook was reached, but its answer was of no use.",
    advice: "Look at its log; and whether the webhook configuration refers to the right Service, port and path.",
  },
  "probe-denied": {
    severity: "problem",
    meaning: "The webhook refuses annotated pods of this namespace.",
    advice: "Do what is said about the reason; mostly an annotation on the Namespace cannot be read.",
  },
  "probe-not-injected": {
    severity: "problem",
    meaning: "An annotated object that was created by dry run came back as it was.",
    advice:
      "See the findings about the webhook configuration, whether the webhook is told to leave the Namespace alone (`excludedNamespaces`), and whether its log has the call.",
  },
  "probe-stopped": {
    severity: "note",
    meaning: "Something else refused the dry run, such as a quota or another webhook. Pods of yours may meet it, too.",
    advice: "Read the message. Nothing of mount-monitor is wrong.",
  },
} as const satisfies Readonly<Record<string, FindingText>>;
