import type { FindingText } from "./finding-text.ts";

/** About the cluster and what is installed in it. */
export const INSTALLATION_FINDINGS = {
  "not-checked": {
    severity: "note",
    meaning: "Something could not be read, mostly for want of permission, and nothing is said about it.",
    advice: "Where it says forbidden, ask somebody with more permissions to run it.",
  },
  "cluster-supported": {
    severity: "ok",
    meaning: "API server and nodes are new enough.",
    advice: "",
  },
  "server-too-old": {
    severity: "problem",
    meaning: "The API server is older than Kubernetes 1.30, which lacks the policies and conditions that are needed.",
    advice: "Upgrade the cluster.",
  },
  "kubelet-too-old": {
    severity: "warning",
    meaning: "A node is older than Kubernetes 1.29 and knows no native sidecars, so all pods get a plain container.",
    advice: "Upgrade the node; then restart the workloads.",
  },
  "webhook-configuration-missing": {
    severity: "problem",
    meaning: "No MutatingWebhookConfiguration has a webhook of mount-monitor, so nothing is ever injected.",
    advice: "Install mount-monitor, or install it anew where somebody removed the object.",
  },
  "webhook-missing": {
    severity: "problem",
    meaning: "The webhook configuration lacks one of its two webhooks, for pods and for workloads.",
    advice: "Install mount-monitor anew.",
  },
  "two-installations": {
    severity: "problem",
    meaning: "More than one webhook configuration is of mount-monitor, so each pod is decided about twice.",
    advice: "Uninstall all but one.",
  },
  "conditions-missing": {
    severity: "problem",
    meaning:
      "A webhook lacks its `matchConditions`: while it is away, objects that have nothing to do with it are refused.",
    advice: "Install mount-monitor anew.",
  },
  "conditions-differ": {
    severity: "warning",
    meaning: "The `matchConditions` of a webhook are not those of this version of the doctor.",
    advice: "Use the doctor of the version that is installed, or install mount-monitor anew.",
  },
  "fails-open": {
    severity: "warning",
    meaning:
      "A webhook has a `failurePolicy` other than `Fail`: while it is away, annotated pods start without a monitor.",
    advice: "Set `failurePolicy: Fail`. Only what is annotated is ever held up.",
  },
  "webhook-settings-differ": {
    severity: "warning",
    meaning: "Other settings of a webhook are not those of this version of the doctor.",
    advice: "Use the doctor of the version that is installed, or install mount-monitor anew.",
  },
  "webhook-configured": {
    severity: "ok",
    meaning: "The webhook configuration is there, and as it should be.",
    advice: "",
  },
  "no-replica": {
    severity: "problem",
    meaning: "There is no pod of the webhook, though the webhook configuration refers to a Service.",
    advice: "Look at its Deployment: `kubectl -n NAMESPACE describe deployment`.",
  },
  "no-ready-replica": {
    severity: "problem",
    meaning: "No pod of the webhook is ready.",
    advice: "Look at its log: `kubectl -n NAMESPACE logs POD`.",
  },
  "replica-not-ready": {
    severity: "warning",
    meaning: "A pod of the webhook is not ready, others are.",
    advice: "Look at its log: `kubectl -n NAMESPACE logs POD`.",
  },
  "replica-versions-differ": {
    severity: "warning",
    meaning: "Pods of the webhook are of different versions, so what is injected depends on which one is asked.",
    advice: "Wait for the rollout, or see what holds it up: `kubectl -n NAMESPACE rollout status deployment/NAME`.",
  },
  "replica-cannot-watch": {
    severity: "warning",
    meaning: "A pod of the webhook may not read something, so it decides without knowing it.",
    advice: "Give its ClusterRole what it lacks, by installing mount-monitor anew.",
  },
  "replicas-ready": {
    severity: "ok",
    meaning: "Every pod of the webhook is ready.",
    advice: "",
  },
} as const satisfies Readonly<Record<string, FindingText>>;
