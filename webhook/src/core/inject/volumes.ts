import { POD_INFO_VOLUME, STATE_VOLUME, TOKEN_VOLUME } from "../own-parts.ts";
import type { RawVolume, RawVolumeMount } from "../raw-object.ts";
import { POD_INFO_DIR, STATE_DIR } from "./monitor-config.ts";

/** Where the API server mounts a token into every container that has nothing mounted there. */
const TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

const READABLE_BY_ALL = 0o444;

/** As the API server makes it for other containers, but for the monitor alone, whatever `automountServiceAccountToken` says. */
export const tokenVolume: RawVolume = {
  name: TOKEN_VOLUME,
  projected: {
    defaultMode: READABLE_BY_ALL,
    sources: [
      { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
      { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
      {
        downwardAPI: {
          items: [{ path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } }],
        },
      },
    ],
  },
};

/** Holds a few hundred bytes for each mount; in memory, so that it cannot hang and ends with the pod. */
export const stateVolume: RawVolume = {
  name: STATE_VOLUME,
  emptyDir: { medium: "Memory", sizeLimit: "1Mi" },
};

export const podInfoVolume: RawVolume = {
  name: POD_INFO_VOLUME,
  downwardAPI: {
    defaultMode: READABLE_BY_ALL,
    items: ["annotations", "labels"].map((path) => ({
      path,
      fieldRef: { apiVersion: "v1", fieldPath: `metadata.${path}` },
    })),
  },
};

const stateMount: RawVolumeMount = { name: STATE_VOLUME, mountPath: STATE_DIR };
const podInfoMount: RawVolumeMount = { name: POD_INFO_VOLUME, mountPath: POD_INFO_DIR, readOnly: true };

export const monitorMounts: readonly RawVolumeMount[] = [
  stateMount,
  podInfoMount,
  { name: TOKEN_VOLUME, mountPath: TOKEN_PATH, readOnly: true },
];

/**
 * The gate needs no token, but where nothing is mounted the API server adds one, and having changed the pod asks the
 * webhook a second time.
 */
export function gateMounts(withState: boolean): readonly RawVolumeMount[] {
  const placeholder: RawVolumeMount = { name: POD_INFO_VOLUME, mountPath: TOKEN_PATH, readOnly: true };
  return [...(withState ? [stateMount] : []), podInfoMount, placeholder];
}
