import { annotationKey } from "@mount-monitor/contract";
import type { RawContainer, RawPod, RawResources } from "../../../webhook/src/core/raw-object.ts";

export const POD_SECURITY_LEVELS = ["privileged", "baseline", "restricted"] as const;

export type PodSecurityLevel = (typeof POD_SECURITY_LEVELS)[number];

/** The pod as somebody writes it whose namespace enforces a level: so far as what it is about lets it. */
export function compliantPod(pod: RawPod, level: PodSecurityLevel): RawPod {
  switch (level) {
    case "privileged":
      return pod;
    case "baseline":
      return withClaims(pod);
    case "restricted":
      return withRestrictions(withClaims(pod));
  }
}

/** hostPath is for nodes, and nfs goes by a claim under `restricted`: the mount behind it is the same. */
function withClaims({ spec, ...pod }: RawPod): RawPod {
  const volumes = spec?.volumes?.map(({ hostPath, nfs, ...volume }) =>
    hostPath || nfs ? { ...volume, persistentVolumeClaim: { claimName: volume.name } } : volume,
  );
  return { ...pod, spec: { ...spec, ...(volumes === undefined ? {} : { volumes }) } } as RawPod;
}

function withRestrictions({ spec, ...pod }: RawPod): RawPod {
  const restricted = (container: RawContainer): RawContainer => ({
    ...container,
    securityContext: {
      ...container.securityContext,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    },
  });
  const initContainers = spec?.initContainers?.map(restricted);
  return {
    ...pod,
    spec: { ...spec, containers: (spec?.containers ?? []).map(restricted), ...(initContainers && { initContainers }) },
  } as RawPod;
}

/** The pod whose containers all say what they need. */
export function sizedPod({ spec, ...pod }: RawPod, resources: RawResources): RawPod {
  const sized = (container: RawContainer): RawContainer => ({ ...container, resources });
  const initContainers = spec?.initContainers?.map(sized);
  return {
    ...pod,
    spec: { ...spec, containers: (spec?.containers ?? []).map(sized), ...(initContainers && { initContainers }) },
  } as RawPod;
}

/** The pod that does not ask for anything of ours. */
export function withoutPaths({ metadata, ...pod }: RawPod): RawPod {
  const { [annotationKey("paths")]: _paths, ...annotations } = metadata?.annotations ?? {};
  return { ...pod, metadata: { ...metadata, annotations } };
}
