import { at, record } from "../../core/object-parts.ts";
import { type AccessFacts, accessReview, type RestartRight } from "../../core/doctor/facts/access-facts.ts";
import { groupBy } from "../../core/live/group-by.ts";
import { type Known, known, unknown } from "../../core/live/known.ts";
import { type ClusterCalls, whyNot } from "../live/cluster-calls.ts";
import { inParallel } from "../live/in-parallel.ts";

const PATH = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
const WIDTH = 6;

/** Single pods that are asked about; beyond that the answer would come too late for whoever waits. */
const MAX_PODS = 300;

/** Asks about each account first, since many may delete any pod of their namespace, and then about the pods of the rest. */
export async function askAccess(calls: ClusterCalls, rights: readonly RestartRight[]): Promise<readonly AccessFacts[]> {
  const accounts = new Map(rights.map((right) => [accountKey(right), right]));
  const wide = new Map(
    await inParallel([...accounts], WIDTH, async ([key, { namespace, account, verb }]) => {
      const allowed = await ask(calls, { namespace, account, verb });
      return [key, allowed] as const;
    }),
  );
  const closely = new Set(rights.filter((right) => isRefused(wide.get(accountKey(right)))));
  const asked = fairShare(closely);
  return inParallel(rights, WIDTH, async (right): Promise<AccessFacts> => {
    if (asked.has(right)) return { ...right, allowed: await ask(calls, right) };
    if (closely.has(right)) return { ...right, allowed: unknown(`more than ${MAX_PODS} pods are in question`) };
    // An answer that did not come would not come for the pod either.
    return { ...right, allowed: wide.get(accountKey(right)) ?? unknown("it was not asked") };
  });
}

function isRefused(allowed: Known<boolean> | undefined): boolean {
  return allowed?.t === "known" && !allowed.value;
}

/** As many of each account, so that one with many pods does not hide the others. */
function fairShare(rights: ReadonlySet<RestartRight>): ReadonlySet<RestartRight> {
  const accounts = groupBy(rights, accountKey);
  const share = Math.max(1, Math.floor(MAX_PODS / Math.max(1, accounts.size)));
  return new Set([...accounts.values()].flatMap((ofAccount) => ofAccount.slice(0, share)).slice(0, MAX_PODS));
}

function accountKey({ namespace, account, verb }: RestartRight): string {
  return `${verb} ${namespace}/${account}`;
}

async function ask(calls: ClusterCalls, question: Parameters<typeof accessReview>[0]): Promise<Known<boolean>> {
  const answer = await calls.call("POST", PATH, accessReview(question));
  if (answer.t === "unknown") return answer;
  if (answer.value.status > 299) return unknown(whyNot(answer.value));
  return known(at(record(answer.value.document), "status", "allowed") === true);
}
