import type { ApiCall } from "../api-client.ts";
import { accountOf } from "./restart-accounts.ts";
import type { PodName } from "./restart-scene.ts";

/** A call that is to get rid of a pod, or of several. */
export interface Attempt {
  /** Undefined: of all pods of a namespace. */
  readonly target: PodName | undefined;
  /** Where it is allowed, the pod is gone. */
  readonly removes: boolean;
  readonly path: string;
  request(uids: ReadonlyMap<string, string>): ApiCall;
}

export interface Details {
  /** Whose UID is the precondition: that of this pod, or one that no pod has. */
  readonly uid?: PodName | "wrong";
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

export interface EvictionDetails extends Details {
  readonly apiVersion?: string;
  /** What the body says, where it is not what the URL says. */
  readonly bodyName?: string;
}

export function deletion(target: PodName, details: Details = {}): Attempt {
  return {
    target,
    removes: !details.dryRun,
    path: pathOf(target, "", details),
    request: (uids) => ({ method: "DELETE", body: deleteOptions(uids, details) }),
  };
}

export function eviction(target: PodName, details: EvictionDetails = {}): Attempt {
  const { apiVersion = "policy/v1", bodyName = accountOf(target).name } = details;
  return {
    target,
    removes: !details.dryRun,
    path: pathOf(target, "/eviction", details),
    request: (uids) => ({
      method: "POST",
      body: { apiVersion, kind: "Eviction", metadata: { name: bodyName }, deleteOptions: deleteOptions(uids, details) },
    }),
  };
}

/** The call of `kubectl delete pods --all`, which has no name; a selector may leave just one of them. */
export function deletionOfAll(namespace: string, fieldSelector = ""): Attempt {
  const query = fieldSelector === "" ? "" : `?fieldSelector=${encodeURIComponent(fieldSelector)}`;
  return {
    target: undefined,
    removes: false,
    path: `/api/v1/namespaces/${namespace}/pods${query}`,
    request: () => ({ method: "DELETE" }),
  };
}

function pathOf(target: PodName, rest: string, { dryRun }: Details): string {
  const { namespace, name } = accountOf(target);
  return `/api/v1/namespaces/${namespace}/pods/${name}${rest}${dryRun ? "?dryRun=All" : ""}`;
}

function deleteOptions(uids: ReadonlyMap<string, string>, { uid, dryRun, force }: Details) {
  return {
    kind: "DeleteOptions",
    apiVersion: "v1",
    ...(uid !== undefined && { preconditions: { uid: uids.get(uid) ?? "00000000-0000-4000-8000-000000000000" } }),
    ...(force && { gracePeriodSeconds: 0 }),
    // An eviction wants it in both places.
    ...(dryRun && { dryRun: ["All"] }),
  };
}
