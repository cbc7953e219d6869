import { at, record } from "../../core/object-parts.ts";
import { type AccessFacts, accessReview, type RestartRight } from "../../core/doctor/facts/access-facts.ts";
import { type Known, known, unknown } from "../../core/doctor/known.ts";
import { type ClusterCalls, whyNot } from "./cluster-calls.ts";
import { inParallel } from "./in-parallel.ts";

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
  let asked = 0;
  return inParallel(rights, WIDTH, async (right): Promise<AccessFacts> => {
    const any = wide.get(accountKey(right)) ?? unknown("it was not asked");
    // An answer that did not come would not come for the pod either.
    if (any.t === "unknown" || any.value) return { ...right, allowed: any };
    if (asked++ >= MAX_PODS) return { ...right, allowed: unknown(`more than ${MAX_PODS} pods are in question`) };
    return { ...right, allowed: await ask(calls, right) };
  });
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
