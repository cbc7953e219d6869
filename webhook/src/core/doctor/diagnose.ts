import { checkAge } from "./check/check-age.ts";
import { checkCertificates } from "./check/check-certificates.ts";
import { checkCluster } from "./check/check-cluster.ts";
import { checkGrants } from "./check/check-grants.ts";
import { checkInjection } from "./check/check-injection.ts";
import { checkPolicies } from "./check/check-policies.ts";
import { checkReach } from "./check/check-reach.ts";
import { checkReplicas } from "./check/check-replicas.ts";
import { checkRefusals } from "./check/check-refusals.ts";
import { checkRestartKinds } from "./check/check-restart-kinds.ts";
import { checkRestarts } from "./check/check-restarts.ts";
import { checkRunning } from "./check/check-running.ts";
import { checkTerminating } from "./check/check-terminating.ts";
import { checkWebhooks } from "./check/check-webhooks.ts";
import type { ClusterPicture } from "./cluster-picture.ts";
import { CLUSTER, type Finding, notChecked } from "./finding.ts";
import type { Severity } from "./finding-table.ts";
import { installedNames } from "./installed-names.ts";
import type { Known } from "../live/known.ts";
import { ourPolicies } from "./our-policies.ts";

/** In the order in which people should read them. */
export const SEVERITIES: readonly Severity[] = ["problem", "warning", "note", "ok"];

/** All that there is to say about a cluster, the worst first. Pure; heeds the picture and the time alone. */
export function diagnose(picture: ClusterPicture, nowMs: number): readonly Finding[] {
  const policies = checkPolicies(picture, ourPolicies(installedNames(picture)));
  const findings = [
    ...checkCluster(picture),
    ...checkWebhooks(picture),
    ...checkReplicas(picture),
    ...checkReach(picture),
    ...checkCertificates(picture, nowMs),
    ...policies.findings,
    ...checkGrants(picture, policies.inForce),
    ...checkRestarts(picture),
    ...checkRestartKinds(picture),
    ...checkInjection(picture),
    ...checkRefusals(picture, nowMs),
    ...checkAge(picture),
    ...checkRunning(picture, nowMs),
    ...checkTerminating(picture, nowMs),
    ...gapsOf(picture),
  ];
  const rank = ({ severity }: Finding) => SEVERITIES.indexOf(severity);
  return findings.toSorted((a, b) => rank(a) - rank(b));
}

/** What could not be read leaves a hole, and a hole is said. */
function gapsOf(picture: ClusterPicture): readonly Finding[] {
  const parts: ReadonlyArray<readonly [what: string, part: Known<unknown>]> = [
    ["versions of the nodes", picture.nodes],
    ["annotations of Namespaces", picture.namespaces],
    ["the webhook configuration", picture.installations],
    ["the pods of the webhook", picture.replicas],
    ["the policies", picture.policies],
    ["the bindings of the policies", picture.policyBindings],
    ["Roles of the monitors", picture.roles],
    ["RoleBindings of the monitors", picture.roleBindings],
    ["pods", picture.pods],
    ["workloads", picture.workloads],
    ["events about pods that could not be made", picture.refusals],
  ];
  const unread = parts.flatMap(([what, part]) => (part.t === "unknown" ? [{ what, why: part.why }] : []));
  return [...unread, ...picture.gaps].map(({ what, why }) => notChecked(CLUSTER, what, why));
}
