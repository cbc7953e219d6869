import { annotationKey, type AnnotationName } from "@mount-monitor/contract";
import type { Manifest } from "./api.ts";
import { APP_IMAGE } from "./images.ts";
import { APP } from "./objects.ts";

export type Annotations = Partial<Readonly<Record<AnnotationName, string>>>;

export interface VolumeMount {
  readonly path: string;
  readonly volume: Readonly<Record<string, unknown>>;
  readonly propagation?: "HostToContainer";
}

export interface AppOptions {
  readonly name?: string;
  /** On the workload (or the pod, of a bare one), without the prefix. */
  readonly annotations?: Annotations;
  readonly mounts?: readonly VolumeMount[];
  /** Run by `sh -c`. Default: waits to be told to go. */
  readonly script?: string;
  /** Goes over the pod's own. */
  readonly pod?: Readonly<Record<string, unknown>>;
  /** Goes over the app container's own. */
  readonly container?: Readonly<Record<string, unknown>>;
}

/** So short that a test does not wait for it, and long enough for a busy node to answer in between. */
export const QUICK: Annotations = {
  "check-interval": "1s",
  "read-timeout": "2s",
  "failure-threshold": "3",
  "restart-budget": "unlimited",
};

export const WAIT_FOR_END = "trap 'exit 0' TERM; sleep 100000 & wait";

export function hostPath(folder: string): VolumeMount["volume"] {
  return { hostPath: { path: folder } };
}

/** Annotations with their prefix, as they stand in an object. */
export function annotationsOf(annotations: Annotations): Record<string, string> {
  return Object.fromEntries(
    Object.entries(annotations).map(([name, value]) => [annotationKey(name as AnnotationName), value]),
  );
}

export function podSpec({ mounts = [], script = WAIT_FOR_END, pod, container }: AppOptions): Record<string, unknown> {
  const named = mounts.map((mount, index) => ({ ...mount, name: `mount-${index}` }));
  return {
    terminationGracePeriodSeconds: 5,
    automountServiceAccountToken: true,
    securityContext: { runAsUser: 1000, runAsGroup: 1000 },
    containers: [
      {
        name: APP,
        image: APP_IMAGE,
        imagePullPolicy: "Never",
        command: ["sh", "-c", script],
        volumeMounts: named.map(({ name, path, propagation }) => ({
          name,
          mountPath: path,
          ...(propagation && { mountPropagation: propagation }),
        })),
        ...container,
      },
    ],
    volumes: named.map(({ name, volume }) => ({ name, ...volume })),
    ...pod,
  };
}

export function deployment(options: AppOptions): Manifest {
  return workload("Deployment", options, { replicas: 1 });
}

export function statefulSet(options: AppOptions): Manifest {
  return workload("StatefulSet", options, { replicas: 1, serviceName: options.name ?? APP });
}

export function daemonSet(options: AppOptions): Manifest {
  return workload("DaemonSet", options, {});
}

export function barePod(options: AppOptions): Manifest {
  const { name = APP, annotations = {} } = options;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: { app: name }, annotations: annotationsOf(annotations) },
    spec: podSpec(options),
  };
}

export function job(options: AppOptions): Manifest {
  return { apiVersion: "batch/v1", kind: "Job", metadata: metadataOf(options), spec: jobSpec(options) };
}

export function cronJob(options: AppOptions, schedule: string): Manifest {
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: metadataOf(options),
    spec: { schedule, jobTemplate: { spec: jobSpec(options) } },
  };
}

function jobSpec(options: AppOptions) {
  return { backoffLimit: 0, template: { spec: { restartPolicy: "Never", ...podSpec(options) } } };
}

function workload(kind: string, options: AppOptions, spec: Readonly<Record<string, unknown>>): Manifest {
  const { name = APP } = options;
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: metadataOf(options),
    spec: {
      ...spec,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: podSpec(options) },
    },
  };
}

function metadataOf({ name = APP, annotations = {} }: AppOptions) {
  return { name, annotations: annotationsOf(annotations) };
}
