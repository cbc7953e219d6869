import { annotationKey } from "@mount-monitor/contract";
import type { RawObject } from "../../raw-object.ts";

const PATH = "/mount-monitor-doctor";
const NAME = "mount-monitor-doctor-";
const ANNOTATIONS = { [annotationKey("paths")]: PATH };

/**
 * A pod that asks to be monitored, made by dry run alone. It keeps to Pod Security restricted and says its resources, so
 * that as few rules as possible stop it before the answer can be seen.
 */
export function probePod(image: string): RawObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { generateName: NAME, annotations: ANNOTATIONS },
    spec: podSpec(image),
  };
}

/** A Deployment with the annotation, whose template is to get it. */
export function probeDeployment(image: string): RawObject {
  const labels = { app: "mount-monitor-doctor" };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { generateName: NAME, annotations: ANNOTATIONS },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: podSpec(image) },
    },
  };
}

function podSpec(image: string): RawObject {
  return {
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "app",
        image,
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        resources: { requests: { cpu: "1m", memory: "8Mi" }, limits: { cpu: "10m", memory: "16Mi" } },
        volumeMounts: [{ name: "mount", mountPath: PATH }],
      },
    ],
    volumes: [{ name: "mount", emptyDir: {} }],
  };
}
