import type { CallResult, PodRef } from "../../core/kube/call-result.ts";
import { createEventRequest } from "../../core/kube/event-request.ts";
import type { PodEvent } from "../../core/kube/pod-event.ts";
import { deletePodRequest, evictPodRequest } from "../../core/kube/pod-request.ts";
import { createCall } from "./call.ts";
import { DEFAULT_CA_FILE, DEFAULT_TOKEN_FILE } from "./read-credentials.ts";

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

const DEFAULT_DEADLINE_MS = 5_000;

export function createKubeClient(settings: KubeClientSettings): KubeClient {
  const call = createCall({
    // The environment has IPv6 addresses without brackets; people write them with.
    host: settings.host.replace(/^\[(.*)\]$/, "$1"),
    port: settings.port,
    tokenFile: settings.tokenFile ?? DEFAULT_TOKEN_FILE,
    caFile: settings.caFile ?? DEFAULT_CA_FILE,
    deadlineMs: settings.deadlineMs ?? DEFAULT_DEADLINE_MS,
  });
  return {
    deletePod: (pod, options) => call(deletePodRequest(pod, options), options?.signal),
    evictPod: (pod, options) => call(evictPodRequest(pod, options), options?.signal),
    createEvent: (event, options) => {
      const timestamp = new Date(event.atMs).toISOString().replace(/\.\d+Z$/, "Z");
      return call(createEventRequest(event, { timestamp, suffix: nameSuffix(event) }), options?.signal);
    },
  };
}

/** Sixteen digits that make the event's name unique, or those of its occasion. */
function nameSuffix({ pod, reason, occasion }: PodEvent): string {
  // Loaded when needed, as TLS is, which comes with it.
  const { createHash, randomBytes } = process.getBuiltinModule("node:crypto");
  if (occasion === undefined) return randomBytes(8).toString("hex");
  return createHash("sha256")
    .update(JSON.stringify([pod.uid, reason, occasion]))
    .digest("hex")
    .slice(0, 16);
}
