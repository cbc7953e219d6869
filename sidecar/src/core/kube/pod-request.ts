import type { PodRef } from "./call-result.ts";

/** One request to the API server, without what only the connection knows (address, token). */
export interface KubeRequest {
  readonly method: "DELETE" | "POST";
  readonly path: string;
  readonly body: string;
  /** What is done, to follow "failed to": `delete pod media/plex-0`. */
  readonly purpose: string;
  readonly pod: PodRef;
  /** The permission that it needs, as a Role says it. */
  readonly verb: string;
  readonly resource: string;
}

export interface DeletionOptions {
  readonly dryRun?: boolean;
  readonly gracePeriodSeconds?: number;
}

/**
 * The options go into the body alone: with a body, the API server does not read those of the query, so that a
 * `?dryRun=All` beside a precondition would delete the pod
 * (apiserver, `pkg/endpoints/handlers/delete.go`).
 */
export function deletePodRequest(pod: PodRef, options: DeletionOptions = {}): KubeRequest {
  return {
    method: "DELETE",
    path: podPath(pod),
    body: JSON.stringify({ kind: "DeleteOptions", apiVersion: "v1", ...deleteOptions(pod, options) }),
    purpose: `delete pod ${pod.namespace}/${pod.name}`,
    pod,
    verb: "delete",
    resource: "pods",
  };
}

export function evictPodRequest(pod: PodRef, options: DeletionOptions = {}): KubeRequest {
  return {
    method: "POST",
    path: `${podPath(pod)}/eviction`,
    body: JSON.stringify({
      kind: "Eviction",
      apiVersion: "policy/v1",
      metadata: { name: pod.name, namespace: pod.namespace },
      deleteOptions: deleteOptions(pod, options),
    }),
    purpose: `evict pod ${pod.namespace}/${pod.name}`,
    pod,
    verb: "create",
    resource: "pods/eviction",
  };
}

/**
 * What is missing for a call to mean this pod and no other. Without a name the path would be that of all pods of the
 * namespace, without a UID a successor of the same name would be meant.
 */
export function missingInPod(pod: PodRef): string | undefined {
  if (!isDnsName(pod.namespace)) return `${JSON.stringify(pod.namespace)} is no namespace; set POD_NAMESPACE`;
  if (!isDnsName(pod.name)) return `${JSON.stringify(pod.name)} is no name of a pod; set POD_NAME`;
  if (!pod.uid) return "the UID of the pod is not known; set POD_UID by the downward API (metadata.uid)";
  return undefined;
}

const isDnsName = (text: string): boolean => text.length <= 253 && /^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/.test(text);

function deleteOptions(pod: PodRef, { dryRun, gracePeriodSeconds }: DeletionOptions) {
  return {
    preconditions: { uid: pod.uid },
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(dryRun ? { dryRun: ["All"] } : {}),
  };
}

const podPath = ({ namespace, name }: PodRef): string => `/api/v1/namespaces/${namespace}/pods/${name}`;
