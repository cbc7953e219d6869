import { CERTIFICATE_FINDINGS } from "../../webhook/src/core/doctor/codes/certificates.ts";
import type { FindingText } from "../../webhook/src/core/doctor/codes/finding-text.ts";
import { GRANT_FINDINGS } from "../../webhook/src/core/doctor/codes/grants.ts";
import { INSTALLATION_FINDINGS } from "../../webhook/src/core/doctor/codes/installation.ts";
import { POD_FINDINGS } from "../../webhook/src/core/doctor/codes/pods.ts";
import { REACH_FINDINGS } from "../../webhook/src/core/doctor/codes/reach.ts";

const SECTIONS: ReadonlyArray<readonly [title: string, findings: Readonly<Record<string, FindingText>>]> = [
  ["Cluster and installation", INSTALLATION_FINDINGS],
  ["The way to the webhook", REACH_FINDINGS],
  ["Certificates", CERTIFICATE_FINDINGS],
  ["Policies and grants", GRANT_FINDINGS],
  ["Pods and workloads", POD_FINDINGS],
];

/** Every finding of the doctor, for docs/doctor.md. */
export function renderFindings(): string {
  return SECTIONS.map(([title, findings]) => `## ${title}\n\n${table(findings)}`).join("\n\n");
}

function table(findings: Readonly<Record<string, FindingText>>): string {
  const rows = Object.entries(findings).map(
    ([code, { severity, meaning, advice }]) => `| \`${code}\` | ${severity} | ${meaning} | ${advice || "–"} |`,
  );
  return ["| code | severity | meaning | what to do |", "|---|---|---|---|", ...rows].join("\n");
}
