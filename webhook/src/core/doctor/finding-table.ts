import { CERTIFICATE_FINDINGS } from "./codes/certificates.ts";
import { GRANT_FINDINGS } from "./codes/grants.ts";
import { INSTALLATION_FINDINGS } from "./codes/installation.ts";
import { POD_FINDINGS } from "./codes/pods.ts";
import { REACH_FINDINGS } from "./codes/reach.ts";
import type { FindingText } from "./codes/finding-text.ts";

export type { FindingText, Severity } from "./codes/finding-text.ts";

/**
 * Every finding of the doctor. docs/doctor.md comes from these tables (`npm run generate`). Codes are only ever added:
 * scripts look for them. Each has a golden case (`testing/cases.ts`), and a test that provokes it for real
 * (`tools/provoked-findings.test.ts` says which lacks one).
 */
export const FINDINGS = {
  ...INSTALLATION_FINDINGS,
  ...REACH_FINDINGS,
  ...CERTIFICATE_FINDINGS,
  ...GRANT_FINDINGS,
  ...POD_FINDINGS,
} as const satisfies Readonly<Record<string, FindingText>>;

export type FindingCode = keyof typeof FINDINGS;
