import { INJECTED_LABEL, readPodStatus, STATUS_ANNOTATION } from "@mount-monitor/contract";
import type { RawPod, RawPodSpec } from "./raw-object.ts";

export const GATE_NAME = "mount-monitor-gate";
export const MONITOR_NAME = "mount-monitor";
export const TOKEN_VOLUME = "mount-monitor-token";
export const STATE_VOLUME = "mount-monitor-state";
export const POD_INFO_VOLUME = "mount-monitor-podinfo";

const CONTAINER_NAMES: readonly string[] = [GATE_NAME, MONITOR_NAME];
const VOLUME_NAMES: readonly string[] = [TOKEN_VOLUME, STATE_VOLUME, POD_INFO_VOLUME];

/** The first container or volume of the pod that has a name of ours, as words for people. */
export function takenName(spec: RawPodSpec): string | undefined {
  const container = allContainers(spec).find(({ name }) => CONTAINER_NAMES.includes(name));
  if (container !== undefined) return `container ${container.name}`;
  const volume = (spec.volumes ?? []).find(({ name }) => VOLUME_NAMES.includes(name));
  return volume === undefined ? undefined : `volume ${volume.name}`;
}

/** Whether gate or monitor in the pod were put there by us: the status says so, a name alone says nothing. */
export function carriesInjection(pod: RawPod): boolean {
  return (
    readPodStatus(pod.metadata?.annotations ?? undefined)?.decision === "inject" &&
    allContainers(pod.spec ?? {}).some(({ name }) => CONTAINER_NAMES.includes(name))
  );
}

/** The pod as it was before an injection. Only for pods that carry one. */
export function withoutInjection(pod: RawPod): RawPod {
  const spec: RawPodSpec = { ...pod.spec };
  const drop = <T extends { readonly name: string }>(list: readonly T[] | undefined, names: readonly string[]) =>
    list?.filter(({ name }) => !names.includes(name));
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      ...without("annotations", pod.metadata?.annotations, STATUS_ANNOTATION),
      ...without("labels", pod.metadata?.labels, INJECTED_LABEL),
    },
    spec: {
      ...spec,
      ...replaced("containers", drop(spec.containers, CONTAINER_NAMES)),
      ...replaced("initContainers", drop(spec.initContainers, CONTAINER_NAMES)),
      ...replaced("volumes", drop(spec.volumes, VOLUME_NAMES)),
    },
  };
}

function allContainers(spec: RawPodSpec) {
  return [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
}

function without(field: string, record: Readonly<Record<string, string>> | undefined, dropped: string) {
  return record ? { [field]: Object.fromEntries(Object.entries(record).filter(([key]) => key !== dropped)) } : {};
}

function replaced(field: string, value: unknown) {
  return value ? { [field]: value } : {};
}
