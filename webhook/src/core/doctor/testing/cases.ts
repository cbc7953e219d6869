import type { ClusterPicture } from "../cluster-picture.ts";
import { CERTIFICATE_CASES } from "./certificate-cases.ts";
import { GRANT_CASES } from "./grant-cases.ts";
import { INSTALLATION_CASES } from "./installation-cases.ts";
import { POD_CASES } from "./pod-cases.ts";
import { REACH_CASES } from "./reach-cases.ts";

/** What is otherwise than in the healthy cluster. */
export type Case = () => Partial<ClusterPicture>;

/** By name; each has a golden file. For tests. */
export const CASES: Readonly<Record<string, Case>> = {
  ...INSTALLATION_CASES,
  ...REACH_CASES,
  ...CERTIFICATE_CASES,
  ...GRANT_CASES,
  ...POD_CASES,
  "several-at-once": () => ({
    ...INSTALLATION_CASES["fails-open"]?.(),
    ...POD_CASES["not-injected"]?.(),
    ...INSTALLATION_CASES["nodes-not-readable"]?.(),
  }),
};
