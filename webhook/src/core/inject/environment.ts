import type { RawEnv } from "../raw-object.ts";

/** The variables by which gate and monitor know the pod they are in. */
export const POD_VARIABLES: readonly RawEnv[] = [
  fromField("POD_NAME", "metadata.name"),
  fromField("POD_NAMESPACE", "metadata.namespace"),
  fromField("POD_UID", "metadata.uid"),
  fromField("NODE_NAME", "spec.nodeName"),
];

/** Threads for what is not a probe: the pool is as large as it is at the start. */
const SPARE_THREADS = 4;

export function monitorVariables(configText: string, mountCount: number, borrowed: readonly RawEnv[]): RawEnv[] {
  return [
    ...POD_VARIABLES,
    ...borrowed,
    { name: "UV_THREADPOOL_SIZE", value: String(mountCount + SPARE_THREADS) },
    { name: "MOUNT_MONITOR_CONFIG", value: escapeValue(configText) },
  ];
}

/** The kubelet expands `$(NAME)` in values and takes `$$` for one dollar sign. */
export function escapeValue(text: string): string {
  return text.replaceAll("$", "$$$$");
}

function fromField(name: string, fieldPath: string): RawEnv {
  return { name, valueFrom: { fieldRef: { apiVersion: "v1", fieldPath } } };
}
