import { DENY_REASONS, INJECT_REASONS, type ReasonText, SKIP_REASONS, WARNING_REASONS } from "../reasons.ts";
import { asClause } from "./finding.ts";

const REASONS: Readonly<Record<string, ReasonText>> = {
  ...INJECT_REASONS,
  ...SKIP_REASONS,
  ...DENY_REASONS,
  ...WARNING_REASONS,
};

const UNKNOWN = "See docs/reasons.md of the version that is installed.";

/** `no-controller: nothing would replace the pod, …`; a code that only another version knows stands alone. */
export function explainReason(code: string): string {
  const text = REASONS[code];
  return text === undefined ? code : `${code}: ${asClause(text.meaning)}`;
}

export function adviceOnReason(code: string): string {
  return REASONS[code]?.advice ?? UNKNOWN;
}

/** What to do about a refusal, whose message ends with its code in parentheses. */
export function adviceOnRefusal(message: string): string {
  const [, code = ""] = /\(([a-z-]+)\)\s*$/.exec(message) ?? [];
  return adviceOnReason(code);
}
