import type { PausePlan } from "../../core/pause/plan-pause.ts";
import { type ClusterCalls, whyNot } from "../live/cluster-calls.ts";

export type DryRun = "none" | "client" | "server";

export interface PauseResult {
  readonly ok: boolean;
  /** One sentence that names the pod. */
  readonly sentence: string;
  /** Something was changed in the cluster. */
  readonly isNews: boolean;
}

const CONFLICT = 409;
const NOT_FOUND = 404;

/** Does what is planned for one pod, or tries it, and says what came of it. */
export async function performPause(calls: ClusterCalls, plan: PausePlan, dryRun: DryRun): Promise<PauseResult> {
  const pod = `pod ${plan.namespace}/${plan.name}`;
  if (plan.t !== "patch") return { ok: plan.t === "nothing", sentence: `${pod} ${plan.sentence}`, isNews: false };
  const wouldBe = (by: string): PauseResult => ({
    ok: true,
    sentence: `${pod} ${plan.wouldBe} (${by} dry run)`,
    isNews: false,
  });
  if (dryRun === "client") return wouldBe("client");
  const query = dryRun === "server" ? "?dryRun=All" : "";
  const path = `/api/v1/namespaces/${plan.namespace}/pods/${plan.name}${query}`;
  const answer = await calls.call("PATCH", path, plan.patch, { contentType: "application/merge-patch+json" });
  const failed = (why: string): PauseResult => ({
    ok: false,
    sentence: `failed to change ${pod}: ${why}`,
    isNews: false,
  });
  if (answer.t === "unknown") return failed(answer.why);
  const { status } = answer.value;
  if (status === NOT_FOUND) return failed("it is gone");
  if (status === CONFLICT) return failed("it was replaced by another pod of that name just now; do it again");
  if (status > 299) return failed(whyNot(answer.value));
  return dryRun === "server" ? wouldBe("server") : { ok: true, sentence: `${pod} ${plan.done}`, isNews: true };
}
