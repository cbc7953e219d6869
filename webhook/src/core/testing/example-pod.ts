import type { RawContainer, RawPod, RawPodSpec } from "../raw-object.ts";

/** The smallest pod that gets everything. For tests. */
export function examplePod(
  annotations: Readonly<Record<string, string>> = {},
  spec: Partial<RawPodSpec> = {},
  container: Partial<RawContainer> = {},
): RawPod {
  return {
    metadata: {
      generateName: "app-",
      annotations: { "mount-monitor.io/paths": "/mnt/media", ...annotations },
      ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "app-5d8f", controller: true }],
    },
    spec: {
      containers: [
        {
          name: "app",
          securityContext: { runAsUser: 1000 },
          volumeMounts: [{ name: "media", mountPath: "/mnt/media" }],
          ...container,
        },
      ],
      volumes: [{ name: "media", hostPath: { path: "/srv/media" } }],
      ...spec,
    },
  };
}
