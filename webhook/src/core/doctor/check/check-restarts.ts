import type { ClusterPicture } from "../cluster-picture.ts";
import { type AccessFacts, rightsNeeded } from "../facts/access-facts.ts";
import type { PodFacts } from "../../live/pod-facts.ts";
import { CLUSTER, type Finding, found, notChecked } from "../finding.ts";
import { orElse } from "../../live/known.ts";
import { countPods } from "../../live/count-of.ts";
import { groupByWorkload } from "../pod-groups.ts";

/** Whether each monitor may do what it is there for, once its mount stays dead. */
export function checkRestarts(picture: ClusterPicture): readonly Finding[] {
  const alive = orElse(picture.pods, []).filter(
    ({ injected, finished, deletionTimestamp }) =>
      injected !== undefined && !finished && deletionTimestamp === undefined,
  );
  const denied = picture.access.filter(({ allowed }) => allowed.t === "known" && !allowed.value);
  const cannot = [...refused(denied, alive), ...failedTests(picture, denied, alive)];
  const open = unknownAccess(picture);
  const pods = new Set(rightsNeeded(alive).map(({ namespace, pod }) => `${namespace}/${pod}`)).size;
  if (pods === 0 || cannot.length > 0 || open.length > 0) return [...cannot, ...open];
  return [found("restarts-granted", CLUSTER, `${countPods(pods)} may replace ${pods === 1 ? "itself" : "themselves"}`)];
}

function refused(denied: readonly AccessFacts[], alive: readonly PodFacts[]): readonly Finding[] {
  const byPod = new Map(denied.map((access) => [`${access.namespace}/${access.pod}`, access]));
  return groupByWorkload(alive.filter((pod) => byPod.has(keyOf(pod)))).map(({ subject, pods }) => {
    const { account = "", verb = "delete" } = byPod.get(`${subject.namespace}/${pods[0]}`) ?? {};
    const which = pods.length === 1 ? "its pod" : `its ${pods.length} pods`;
    const sentence = `the service account ${account} may not ${verb} ${which}, so a dead mount stays`;
    return found("cannot-restart", subject, sentence, { pods });
  });
}

/** They try it with their own token, which policies look at as well. */
function failedTests(
  picture: ClusterPicture,
  denied: readonly AccessFacts[],
  alive: readonly PodFacts[],
): readonly Finding[] {
  // What RBAC refuses is said already.
  const said = new Set(denied.map(({ namespace, pod }) => `${namespace}/${pod}`));
  const failed = alive.filter((pod) => !said.has(keyOf(pod)) && selfTestOf(picture, keyOf(pod))?.ok === false);
  return groupByWorkload(failed).map(({ subject, pods }) => {
    const message = selfTestOf(picture, `${subject.namespace}/${pods[0]}`)?.message ?? "";
    return found("self-test-failed", subject, `its monitor may not restart its pod: ${message}`, { pods });
  });
}

/** What a monitor found out itself needs no answer of the API server. */
function unknownAccess(picture: ClusterPicture): readonly Finding[] {
  const reasons = picture.access.flatMap(({ allowed, namespace, pod }) =>
    allowed.t === "unknown" && selfTestOf(picture, `${namespace}/${pod}`) === undefined ? [allowed.why] : [],
  );
  return [...new Set(reasons)].map((why) => notChecked(CLUSTER, "who may restart its pod", why));
}

function selfTestOf({ monitors }: ClusterPicture, key: string) {
  const report = monitors.get(key);
  return report?.t === "known" ? report.value.selfTest : undefined;
}

function keyOf({ namespace, name }: PodFacts): string {
  return `${namespace}/${name}`;
}
