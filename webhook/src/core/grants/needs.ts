import type { InjectedPod } from "../pods/injected-pod.ts";

/** What the monitors of one service account need. */
export interface AccountNeeds {
  readonly namespace: string;
  readonly account: string;
  /** Names of pods that may have to be deleted, by themselves. */
  readonly deletes: ReadonlySet<string>;
  /** Names of pods that may have to be evicted. */
  readonly evicts: ReadonlySet<string>;
  /** Somebody has something to say. */
  readonly events: boolean;
}

/** Undefined where nobody needs anything: a gate needs no permission, nor does a pod that has ended. */
export function needsOf(pods: Iterable<InjectedPod>): AccountNeeds | undefined {
  const deletes = new Set<string>();
  const evicts = new Set<string>();
  let first: InjectedPod | undefined;
  for (const pod of pods) {
    if (!needsGrant(pod)) continue;
    first ??= pod;
    if (mayDelete(pod)) deletes.add(pod.name);
    if (pod.action === "evict") evicts.add(pod.name);
  }
  return first && { namespace: first.namespace, account: first.account, deletes, evicts, events: true };
}

/** A pod that is told to go still does, until it is gone: it may have to be forced, and its events come last. */
export function needsGrant({ monitored, finished }: InjectedPod): boolean {
  return monitored && !finished;
}

/** Whoever is forced out is evicted first and deleted then. Without an action nothing is ever forced. */
function mayDelete({ action, force }: InjectedPod): boolean {
  return action === "delete" || (action === "evict" && force);
}
