import { records } from "../live/lists.ts";
import { at, record, text } from "../object-parts.ts";
import { GATE_NAME, MONITOR_NAME } from "../own-parts.ts";
import type { RawObject } from "../raw-object.ts";

/** Gate and monitor of a pod, so far as they are there. */
export interface OwnContainers {
  readonly gate: RawObject | undefined;
  readonly monitor: RawObject | undefined;
}

export function ownContainers(pod: RawObject): OwnContainers {
  const containers = [...records(at(pod, "spec", "initContainers")), ...records(at(pod, "spec", "containers"))];
  const called = (wanted: string) => containers.find(({ name }) => name === wanted);
  return { gate: called(GATE_NAME), monitor: called(MONITOR_NAME) };
}

/** The configuration that gate or monitor goes by; empty where there is none, or none that can be read. Never throws. */
export function readOwnConfig(container: RawObject | undefined): RawObject {
  const variable = records(container?.["env"]).find(({ name }) => name === "MOUNT_MONITOR_CONFIG");
  try {
    // As the kubelet does, which takes two dollar signs for one.
    return record(JSON.parse((text(variable?.["value"]) ?? "").replaceAll("$$", "$")));
  } catch {
    return {};
  }
}
