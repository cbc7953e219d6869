import { show } from "@mount-monitor/contract";
import { isRecord } from "./raw-object.ts";

/**
 * Looks once at every field that is read here, so that nothing behind needs to: a manifest from a file may hold
 * anything, and a name or an annotation that YAML took for a number is the usual case. null counts as absent, as for the API.
 */
type Shape =
  | "string"
  | "number"
  | "boolean"
  | "amount"
  | { readonly list: Shape }
  | { readonly map: Shape }
  | { readonly fields: Readonly<Record<string, Shape>>; readonly required?: readonly string[] };

const RESOURCES: Shape = { fields: { requests: { map: "amount" }, limits: { map: "amount" } } };

const SECURITY_CONTEXT: Shape = {
  fields: {
    runAsUser: "number",
    runAsGroup: "number",
    seLinuxOptions: { map: "string" },
    capabilities: { fields: { add: { list: "string" }, drop: { list: "string" } } },
  },
};

const VOLUME_MOUNT: Shape = {
  fields: {
    name: "string",
    mountPath: "string",
    readOnly: "boolean",
    recursiveReadOnly: "string",
    mountPropagation: "string",
    subPath: "string",
    subPathExpr: "string",
  },
  required: ["name", "mountPath"],
};

const CONTAINER: Shape = {
  fields: {
    name: "string",
    restartPolicy: "string",
    env: { list: { fields: { name: "string", value: "string", valueFrom: { fields: {} } }, required: ["name"] } },
    envFrom: {
      list: {
        fields: {
          prefix: "string",
          configMapRef: { fields: { name: "string" } },
          secretRef: { fields: { name: "string" } },
        },
      },
    },
    ports: { list: { fields: { name: "string", containerPort: "number", hostPort: "number" } } },
    resources: RESOURCES,
    securityContext: SECURITY_CONTEXT,
    volumeMounts: { list: VOLUME_MOUNT },
    volumeDevices: {
      list: { fields: { name: "string", devicePath: "string" }, required: ["name", "devicePath"] },
    },
  },
  required: ["name"],
};

export const METADATA_SHAPE: Shape = {
  fields: {
    name: "string",
    generateName: "string",
    namespace: "string",
    labels: { map: "string" },
    annotations: { map: "string" },
    ownerReferences: {
      list: { fields: { apiVersion: "string", kind: "string", name: "string", controller: "boolean" } },
    },
  },
};

const POD: Shape = {
  fields: {
    metadata: METADATA_SHAPE,
    spec: {
      fields: {
        containers: { list: CONTAINER },
        initContainers: { list: CONTAINER },
        volumes: {
          list: {
            fields: {
              name: "string",
              hostPath: { fields: { path: "string" } },
              persistentVolumeClaim: { fields: { claimName: "string" } },
            },
            required: ["name"],
          },
        },
        restartPolicy: "string",
        hostNetwork: "boolean",
        nodeSelector: { map: "string" },
        os: { fields: { name: "string" } },
        securityContext: SECURITY_CONTEXT,
        resources: RESOURCES,
      },
      required: ["containers"],
    },
  },
  required: ["spec"],
};

/** What is wrong with the first field that is not what it should be, or undefined. */
export function checkPodShape(pod: unknown): string | undefined {
  return check("", pod, POD);
}

export function checkMetadataShape(metadata: unknown): string | undefined {
  return metadata === undefined || metadata === null ? undefined : check("metadata", metadata, METADATA_SHAPE);
}

function check(place: string, value: unknown, shape: Shape): string | undefined {
  if (shape === "string" || shape === "number" || shape === "boolean") {
    if (typeof value === shape) return undefined;
    const hint = shape === "string" && typeof value !== "object" ? `; put it in quotes: "${String(value)}"` : "";
    return `${place} is ${show(value)}, but must be a ${shape}${hint}`;
  }
  if (shape === "amount") {
    return typeof value === "string" || typeof value === "number"
      ? undefined
      : `${place} is ${show(value)}, but must be a quantity such as "100m" or "64Mi"`;
  }
  if ("list" in shape) {
    if (!Array.isArray(value)) return `${place} is ${show(value)}, but must be a list`;
    return first(value.entries(), ([index, item]) => check(`${place}[${index}]`, item, shape.list));
  }
  if (!isRecord(value)) return `${place || "the pod"} is ${show(value)}, but must be an object`;
  if ("map" in shape) {
    return first(Object.entries(value), ([key, item]) => check(`${place}[${key}]`, item, shape.map));
  }
  const missing = shape.required?.find((key) => value[key] === undefined || value[key] === null);
  if (missing !== undefined) return `${join(place, missing)} is missing`;
  return first(Object.entries(shape.fields), ([key, field]) =>
    value[key] === undefined || value[key] === null ? undefined : check(join(place, key), value[key], field),
  );
}

function first<T>(items: Iterable<T>, problemOf: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const problem = problemOf(item);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function join(place: string, key: string): string {
  return place === "" ? key : `${place}.${key}`;
}
