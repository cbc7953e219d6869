import type { CallResult, PodRef } from "../../core/kube/call-result.ts";
import type { PodEvent } from "../../core/kube/pod-event.ts";

export interface KubeClientSettings {
  /** Address of the API server: an IP, as `KUBERNETES_SERVICE_HOST` is in every cluster, or a name. */
  readonly host: string;
  readonly port: number;
  /** Bearer token of the pod. Default: where Kubernetes mounts it. */
  readonly tokenFile?: string;
  /** Certificates of the cluster's CA, in PEM. Default: where Kubernetes mounts them. */
  readonly caFile?: string;
  /** Limit of one call as a whole, from connecting to the last byte of the answer. Default 5,000. */
  readonly deadlineMs?: number;
}

export interface CallOptions {
  /** Gives the call up; it then ends as `unreachable`, reason `cancelled`. */
  readonly signal?: AbortSignal;
}

export interface DeleteOptions extends CallOptions {
  /** Goes through every check of the server and changes nothing. */
  readonly dryRun?: boolean;
  /** Seconds between SIGTERM and SIGKILL; 0 removes the pod from the API at once. Default: what the pod says. */
  readonly gracePeriodSeconds?: number;
}

export interface EvictOptions extends CallOptions {
  /** Goes through every check of the server and changes nothing. */
  readonly dryRun?: boolean;
}

/** The three calls that the monitor makes. None of them throws or retries, except once after a 401 (new token). */
export interface KubeClient {
  deletePod(pod: PodRef, options?: DeleteOptions): Promise<CallResult>;
  evictPod(pod: PodRef, options?: EvictOptions): Promise<CallResult>;
  createEvent(event: PodEvent, options?: CallOptions): Promise<CallResult>;
}

export declare function createKubeClient(settings: KubeClientSettings): KubeClient;
