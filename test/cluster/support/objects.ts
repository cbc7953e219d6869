/** What tests read of objects of the API. */
export interface Meta {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
}

export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly started?: boolean;
  readonly restartCount: number;
  readonly state?: {
    readonly running?: { readonly startedAt: string };
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly terminated?: { readonly exitCode: number; readonly reason?: string; readonly finishedAt: string };
  };
}

export interface Container {
  readonly name: string;
  readonly restartPolicy?: string;
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

export interface Pod {
  readonly metadata: Meta;
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
  };
  readonly status: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

export interface KubeEvent {
  readonly metadata: Meta;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly involvedObject: { readonly kind: string; readonly name: string; readonly uid?: string };
  readonly count?: number;
}

export const GATE = "mount-monitor-gate";
export const MONITOR = "mount-monitor";
export const APP = "app";

export function isReady({ status, metadata }: Pod): boolean {
  const ready = status.conditions?.find(({ type }) => type === "Ready")?.status === "True";
  return ready && metadata.deletionTimestamp === undefined;
}

export function containerOf({ status }: Pod, name: string): ContainerStatus | undefined {
  return [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])].find(
    (container) => container.name === name,
  );
}

export function hasStarted(pod: Pod, container: string): boolean {
  const { state, restartCount = 0 } = containerOf(pod, container) ?? {};
  return restartCount > 0 || state?.running !== undefined || state?.terminated !== undefined;
}

/** In one line, for people. */
export function sentence(pod: Pod): string {
  const containers = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])];
  const states = containers.map(({ name, state, restartCount, ready }) => {
    const { running, waiting, terminated } = state ?? {};
    const what = running
      ? "running"
      : waiting
        ? `waiting (${waiting.reason ?? ""}${waiting.message ? `: ${waiting.message}` : ""})`
        : `ended with ${terminated?.exitCode}`;
    return `${name} ${what}${ready ? ", ready" : ""}${restartCount > 0 ? `, ${restartCount} restarts` : ""}`;
  });
  const going = pod.metadata.deletionTimestamp === undefined ? "" : ", told to go";
  return `${pod.metadata.name} ${pod.status.phase}${isReady(pod) ? " Ready" : ""}${going}: ${states.join("; ")}`;
}
