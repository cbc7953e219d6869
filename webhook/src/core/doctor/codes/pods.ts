import type { FindingText } from "./finding-text.ts";

/** About pods and workloads with annotations of ours. */
export const POD_FINDINGS = {
  "nothing-annotated": {
    severity: "note",
    meaning: "No workload and no pod asks to be monitored.",
    advice:
      "`kubectl annotate deployment NAME mount-monitor.io/paths=/path/of/the/mount`, with the path as the app sees it.",
  },
  "pods-injected": {
    severity: "ok",
    meaning: "Every annotated pod carries gate and monitor.",
    advice: "",
  },
  "not-injected": {
    severity: "problem",
    meaning:
      "An annotated pod runs without gate and monitor: it is older than the webhook, or was created while that was away.",
    advice: "Restart the workload.",
  },
  "pods-refused": {
    severity: "problem",
    meaning: "The webhook refuses the pods of a workload, so they are not created.",
    advice: "Do what is said about the reason; all of them: docs/reasons.md.",
  },
  "workload-not-injected": {
    severity: "problem",
    meaning:
      "A workload has the annotation, but its pod template does not: it was annotated while the webhook was away.",
    advice: "Restart the workload; that has the annotations copied.",
  },
  skipped: {
    severity: "warning",
    meaning: "The webhook decided not to inject an annotated pod.",
    advice: "Do what is said about the reason; all of them: docs/reasons.md.",
  },
  "switched-off": {
    severity: "note",
    meaning: "An annotated pod is not injected since `mount-monitor.io/inject` is `false`.",
    advice: "",
  },
  "excluded-namespace": {
    severity: "warning",
    meaning: "Annotated pods are in a namespace that the webhook leaves alone.",
    advice: "Run the app in another namespace, or change `namespaceSelector` or `excludedNamespaces`, as is said.",
  },
  "excluded-pod": {
    severity: "warning",
    meaning: "Annotated pods have labels that keep them from the webhook, as those of its own pods do.",
    advice: "Take the label `app.kubernetes.io/name: mount-monitor` off the pod template, or give it another value.",
  },
  "label-gone": {
    severity: "warning",
    meaning: "A pod lost the label `mount-monitor.io/injected`: its monitor only reports, and is granted nothing.",
    advice: "Restart the workload.",
  },
  "outdated-version": {
    severity: "warning",
    meaning: "A pod was injected by another version of the webhook than the one that answers today.",
    advice: "Restart the workload when it suits you.",
  },
  "outdated-config": {
    severity: "warning",
    meaning: "A pod was injected by another configuration of the webhook or other annotations of its Namespace.",
    advice: "Restart the workload when it suits you.",
  },
  "up-to-date": {
    severity: "ok",
    meaning: "Every injected pod is as the webhook would make it today.",
    advice: "",
  },
  "container-does-not-start": {
    severity: "problem",
    meaning: "Gate or monitor of a pod cannot be started, so the app does not start or is not monitored.",
    advice: "`kubectl -n NAMESPACE describe pod POD`. Mostly the image cannot be pulled.",
  },
  "gate-waits": {
    severity: "warning",
    meaning: "The gate has been holding a pod back for more than five minutes.",
    advice: "`kubectl -n NAMESPACE logs POD -c mount-monitor-gate` says what it waits for.",
  },
  "mount-failing": {
    severity: "warning",
    meaning: "A monitor says that a mount is not healthy.",
    advice: "`kubectl -n NAMESPACE describe pod POD` has the events.",
  },
  terminating: {
    severity: "problem",
    meaning: "A pod was told to go, its grace period ended more than a minute ago, and it is still there.",
    advice: "Free what holds it, on its node; docs/sidecar.md tells how.",
  },
} as const satisfies Readonly<Record<string, FindingText>>;
