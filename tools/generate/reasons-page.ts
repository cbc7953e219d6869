import {
  DENY_REASONS,
  INJECT_REASONS,
  type ReasonText,
  SKIP_REASONS,
  WARNING_REASONS,
} from "../../webhook/src/core/reasons.ts";

/** docs/reasons.md, from the table of reason codes. */
export function renderReasonsPage(): string {
  return `# Reasons

For each pod with \`mount-monitor.io/paths\` the webhook decides once, and says why by a code: in its answer, in its log, as a
label of its metric, and in the pod's annotation \`mount-monitor.io/status\`. The same codes stand before the warnings
that \`kubectl\` shows when a workload is applied. \`mount-monitor-webhook explain -f app.yaml\` tells them without a cluster.

## Inject

${table(INJECT_REASONS)}

## Inject, with a warning

Most important first.

${table(WARNING_REASONS)}

## Skip

The pod starts as if mount-monitor were not there.

${table(SKIP_REASONS)}

## Deny

The pod is refused, since it would not be monitored as its annotations say.

${table(DENY_REASONS)}
`;
}

function table(reasons: Readonly<Record<string, ReasonText>>): string {
  const rows = Object.entries(reasons).map(
    ([code, { meaning, advice }]) => `| \`${code}\` | ${meaning} | ${advice || "–"} |`,
  );
  return ["| code | meaning | what to do |", "|---|---|---|", ...rows].join("\n");
}
