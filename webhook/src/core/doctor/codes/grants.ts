import type { FindingText } from "./finding-text.ts";

/** About who may delete which pod. */
export const GRANT_FINDINGS = {
  "policy-in-place": {
    severity: "ok",
    meaning: "A policy is there, as it should be, and its binding refuses.",
    advice: "",
  },
  "policy-missing": {
    severity: "problem",
    meaning:
      "A ValidatingAdmissionPolicy of mount-monitor is missing. Without the one about monitors they are granted nothing; without the other, the webhook's own account could do more than it needs.",
    advice: "Install mount-monitor anew.",
  },
  "policy-binding-missing": {
    severity: "problem",
    meaning: "A policy has no binding, and so does nothing; it is as if it were missing.",
    advice: "Install mount-monitor anew.",
  },
  "policy-does-not-deny": {
    severity: "problem",
    meaning:
      "The binding of a policy does not refuse, or not everywhere: `validationActions` lacks `Deny`, or it is narrowed down.",
    advice: "Install mount-monitor anew.",
  },
  "policy-fails-open": {
    severity: "problem",
    meaning: "A policy lets through what it cannot judge: its `failurePolicy` is not `Fail`.",
    advice: "Install mount-monitor anew.",
  },
  "policy-differs": {
    severity: "warning",
    meaning: "A policy is not that of this version of the doctor.",
    advice: "Use the doctor of the version that is installed, or install mount-monitor anew.",
  },
  "policy-type-warnings": {
    severity: "warning",
    meaning: "The API server has doubts about the expressions of a policy.",
    advice: "Report it to the project, with the version of Kubernetes.",
  },
  "policy-not-in-force": {
    severity: "problem",
    meaning: "The webhook tried what the policy should refuse, and it was not refused. Nothing is granted to monitors.",
    advice:
      "Do what is said about the policy; where nothing is, see whether the API server runs with `--disable-admission-plugins=ValidatingAdmissionPolicy`.",
  },
  "grants-without-policy": {
    severity: "problem",
    meaning:
      "Monitors may delete pods while nothing holds them to their own: each may delete those of its service account.",
    advice: "Install mount-monitor anew, or delete the Roles and RoleBindings that the message names.",
  },
  "grants-failing": {
    severity: "warning",
    meaning: "The webhook could not write Roles or RoleBindings for monitors.",
    advice: "Look at its log.",
  },
  "grants-manual": {
    severity: "note",
    meaning: "The webhook grants nothing (`grants.mode: manual`): who may restart their pods is up to you.",
    advice: "",
  },
  "foreign-grant": {
    severity: "warning",
    meaning:
      "A Role or RoleBinding has a name of ours but is somebody else's, so it is left alone and grants are missing.",
    advice: "Delete or rename it.",
  },
  "cannot-restart": {
    severity: "problem",
    meaning: "A monitor may not delete or evict its own pod, so a dead mount stays.",
    advice: "See the findings about policies and grants; with `grants.mode: manual`, grant it.",
  },
  "self-test-failed": {
    severity: "problem",
    meaning: "A monitor tried whether it may restart its pod, as it does every ten minutes, and it may not.",
    advice: "Do what the message says; the monitor finds out by itself, within ten minutes.",
  },
  "never-restarted": {
    severity: "warning",
    meaning: "A pod is monitored, but never replaced or restarted when its mount dies, though nobody said so.",
    advice: "Do what is said about the reason; all of them: docs/reasons.md.",
  },
  "in-place-unsupported": {
    severity: "warning",
    meaning: "`restart: in-place` was asked for, but server or nodes are older than Kubernetes 1.36.",
    advice: "Upgrade the nodes and restart the workload, or set `mount-monitor.io/restart: delete`.",
  },
  "restarts-granted": {
    severity: "ok",
    meaning: "Every monitor that should replace its pod may do so.",
    advice: "",
  },
} as const satisfies Readonly<Record<string, FindingText>>;
