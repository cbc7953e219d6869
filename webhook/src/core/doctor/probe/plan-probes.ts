import type { NamespaceFacts } from "../facts/namespace-facts.ts";
import type { PodFacts } from "../../live/pod-facts.ts";
import { selects } from "../facts/selector.ts";
import type { RawObject } from "../../raw-object.ts";

/** Namespaces in which the webhook decides the same: one probe is enough for all of them. */
export interface ProbeGroup {
  /** Those with most pods first: where something else stops a probe, the next is tried. */
  readonly namespaces: readonly string[];
}

export interface ProbePlan {
  readonly groups: readonly ProbeGroup[];
  /** Namespaces for which there is no probe, since there would be too many. */
  readonly left: readonly string[];
}

const MAX_GROUPS = 25;

/** Every cluster has it. */
const ELSEWHERE = "default";

export interface ProbeQuestion {
  readonly pods: readonly PodFacts[];
  /** Undefined where they are not known: then each stands alone. */
  readonly namespaces: readonly NamespaceFacts[] | undefined;
  /** `namespaceSelector` of the webhooks. */
  readonly selectors: readonly RawObject[];
  /** The one namespace that is looked at; undefined: all. */
  readonly scope: string | undefined;
}

/**
 * Where a pod is to be created by dry run. What the webhook decides depends on the annotations of the Namespace, so those
 * with equal ones go together; but whether it leaves a Namespace alone is up to each, and only a probe in it tells why
 * pods there were not injected.
 */
export function planProbes({ pods, namespaces, selectors, scope }: ProbeQuestion): ProbePlan {
  const known = new Map(namespaces?.map((namespace) => [namespace.name, namespace]));
  const isAsked = (name: string) => isSelected(selectors, known.get(name)?.labels);
  const counts = new Map<string, number>();
  const doubtful = new Set<string>();
  for (const pod of pods) {
    if (pod.finished || pod.deletionTimestamp !== undefined || pod.mirror) continue;
    if (known.get(pod.namespace)?.terminating === true || !isAsked(pod.namespace)) continue;
    counts.set(pod.namespace, (counts.get(pod.namespace) ?? 0) + 1);
    if (!pod.carries && pod.status === undefined) doubtful.add(pod.namespace);
  }
  const groups = new Map<string, string[]>();
  for (const [name] of [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))) {
    const namespace = known.get(name);
    const alone = namespace === undefined || doubtful.has(name);
    const key = alone ? `alone ${name}` : JSON.stringify(Object.entries(namespace.annotations).toSorted());
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  // Where all that is known is in doubt, only another place tells whether the webhook works at all.
  const elsewhere = () => {
    if (counts.size === 0 && scope !== undefined && isAsked(scope)) return scope;
    if (isAsked(ELSEWHERE)) return ELSEWHERE;
    return namespaces?.find(({ name, terminating }) => !terminating && isAsked(name))?.name ?? ELSEWHERE;
  };
  const other = elsewhere();
  if (doubtful.size === counts.size && !counts.has(other)) groups.set("other", [other]);
  const all = [...groups.values()];
  return {
    groups: all.slice(0, MAX_GROUPS).map((namespaces) => ({ namespaces })),
    left: all.slice(MAX_GROUPS).flat(),
  };
}

/** Whether the API server calls the webhook for pods of a namespace at all; taken for granted where that is not known. */
function isSelected(selectors: readonly RawObject[], labels: NamespaceFacts["labels"] | undefined): boolean {
  return labels === undefined || selectors.length === 0 || selectors.some((selector) => selects(selector, labels));
}
