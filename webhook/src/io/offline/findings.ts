import type { Finding } from "../../core/decision.ts";
import {
  DENY_REASONS,
  INJECT_REASONS,
  type ReasonCode,
  type ReasonText,
  SKIP_REASONS,
  WARNING_REASONS,
} from "../../core/reasons.ts";
import type { ObjectPlan } from "./plan-object.ts";

export interface JudgedFinding extends Finding {
  readonly level: "refused" | "skipped" | "warning";
}

const REASONS: Readonly<Record<ReasonCode, ReasonText>> = {
  ...INJECT_REASONS,
  ...SKIP_REASONS,
  ...DENY_REASONS,
  ...WARNING_REASONS,
};

/** What to do about a reason; empty where nothing is wrong. */
export function adviceOn(code: ReasonCode): string {
  return REASONS[code].advice;
}

/** What there is to say about an object, the verdict first; nothing about those that never asked for anything. */
export function findingsOf({ pod, warnings }: ObjectPlan): JudgedFinding[] {
  const verdict: JudgedFinding[] = [];
  if (pod?.t === "deny") verdict.push({ level: "refused", code: pod.reason, sentence: pod.sentence });
  if (pod?.t === "skip" && pod.reason !== "not-opted-in") {
    verdict.push({ level: "skipped", code: pod.reason, sentence: pod.sentence });
  }
  const rest = warnings
    .filter(({ code }) => code !== pod?.reason)
    .map((finding): JudgedFinding => ({ ...finding, level: isRefusal(finding.code) ? "refused" : "warning" }));
  return [...verdict, ...rest];
}

export function isRefused(plan: ObjectPlan): boolean {
  return findingsOf(plan).some(({ level }) => level === "refused");
}

function isRefusal(code: ReasonCode): boolean {
  return Object.hasOwn(DENY_REASONS, code);
}
