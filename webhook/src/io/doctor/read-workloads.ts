import type { Gap } from "../../core/doctor/cluster-picture.ts";
import { readWorkload, type WorkloadFacts } from "../../core/live/workload-facts.ts";
import { type Known, known } from "../../core/live/known.ts";
import { WORKLOAD_KINDS } from "../../core/workload/pod-of-template.ts";
import type { ClusterCalls } from "../live/cluster-calls.ts";
import { inScope } from "../live/in-scope.ts";

export interface ReadWorkloads {
  readonly workloads: Known<readonly WorkloadFacts[]>;
  /** Kinds that could not be read, while others could. */
  readonly gaps: readonly Gap[];
}

/** Workloads that ask to be monitored, of every kind that may be read. */
export async function readWorkloads(calls: ClusterCalls, scope: string | undefined): Promise<ReadWorkloads> {
  const workloads: WorkloadFacts[] = [];
  const gaps: Gap[] = [];
  for (const kind of WORKLOAD_KINDS) {
    const group = kind === "Job" || kind === "CronJob" ? "batch" : "apps";
    const path = `/apis/${group}/v1${inScope(scope)}/${kind.toLowerCase()}s`;
    const found = await calls.list(path, (object) => readWorkload(kind, object));
    if (found.t === "known") workloads.push(...found.value);
    else if (gaps.push({ what: `${kind}s`, why: found.why }) === WORKLOAD_KINDS.length)
      return { workloads: found, gaps: [] };
  }
  return { workloads: known(workloads), gaps };
}
