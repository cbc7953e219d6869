import { groupBy } from "../live/group-by.ts";
import type { PodFacts } from "../live/pod-facts.ts";
import { restartCommand } from "../live/workload-facts.ts";
import { type Subject, subjectOf } from "./finding.ts";

/** Pods of one workload: what is wrong with all of them is said once. */
export interface PodGroup {
  readonly subject: Subject;
  readonly pods: readonly string[];
  /** What to type to have them made anew. */
  readonly restart: string;
}

export function groupByWorkload(pods: readonly PodFacts[]): readonly PodGroup[] {
  const groups = groupBy(pods, ({ workload, namespace, name: pod }) => {
    const { kind, name } = workload ?? { kind: "Pod", name: pod };
    return `${kind} ${namespace}/${name}`;
  });
  return [...groups.values()].map(groupOf);
}

function groupOf(pods: readonly PodFacts[]): PodGroup {
  const names = pods.map(({ name }) => name).toSorted();
  const [{ workload, namespace, name }] = pods as readonly [PodFacts, ...PodFacts[]];
  if (workload === undefined) {
    const restart = `Nothing makes it anew: save its manifest, kubectl -n ${namespace} delete pod ${name}, and create it again`;
    return { subject: subjectOf("Pod", name, namespace), pods: names, restart };
  }
  return {
    subject: subjectOf(workload.kind, workload.name, workload.namespace),
    pods: names,
    restart: restartCommand(workload, names),
  };
}
