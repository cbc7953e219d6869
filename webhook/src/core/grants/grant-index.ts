import type { InjectedPod } from "../pods/injected-pod.ts";
import { grantName } from "./names.ts";
import { type AccountNeeds, needsGrant, needsOf } from "./needs.ts";

/** Of one pod, before and after; as watches tell it. */
export interface PodChange {
  readonly key: string;
  readonly before: InjectedPod | undefined;
  readonly after: InjectedPod | undefined;
}

/** Injected pods by the grant that they belong to, so that a change of one pod costs no look at all of them. */
export interface GrantIndex {
  /** Says which grants may need something else now. */
  apply(changes: Iterable<PodChange>): ReadonlySet<string>;
  needs(grant: string): AccountNeeds | undefined;
  /** Accounts that need anything, and pods. */
  size(): { readonly accounts: number; readonly pods: number };
  /** Grants that have pods, whether they need something or not. */
  grants(): Iterable<string>;
}

/** The key of Role and RoleBinding of an account. */
export function grantKey(namespace: string, account: string): string {
  return `${namespace}/${grantName(account)}`;
}

export function createGrantIndex(): GrantIndex {
  const grants = new Map<string, Map<string, InjectedPod>>();
  const known = new Map<string, AccountNeeds | undefined>();
  const remove = (key: string, pod: InjectedPod): string => {
    const grant = grantKey(pod.namespace, pod.account);
    const pods = grants.get(grant);
    pods?.delete(key);
    if (pods?.size === 0) grants.delete(grant);
    return grant;
  };
  const add = (key: string, pod: InjectedPod): string => {
    const grant = grantKey(pod.namespace, pod.account);
    const pods = grants.get(grant) ?? new Map<string, InjectedPod>();
    pods.set(key, pod);
    grants.set(grant, pods);
    return grant;
  };
  const needs = (grant: string): AccountNeeds | undefined => {
    if (!known.has(grant)) known.set(grant, needsOf(grants.get(grant)?.values() ?? []));
    return known.get(grant);
  };
  return {
    apply(changes) {
      const touched = new Set<string>();
      for (const { key, before, after } of changes) {
        if (before !== undefined) touched.add(remove(key, before));
        if (after !== undefined) touched.add(add(key, after));
      }
      for (const grant of touched) known.delete(grant);
      return touched;
    },
    needs,
    size() {
      let [accounts, pods] = [0, 0];
      for (const members of grants.values()) {
        const needy = [...members.values()].filter(needsGrant).length;
        pods += needy;
        if (needy > 0) accounts++;
      }
      return { accounts, pods };
    },
    grants: () => grants.keys(),
  };
}
