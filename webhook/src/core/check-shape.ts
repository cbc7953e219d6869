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
  return sentence("", check(pod, POD));
}

export function checkMetadataShape(metadata: unknown): string | undefined {
  return metadata === undefined || metadata === null
    ? undefined
    : sentence("metadata", check(metadata, METADATA_SHAPE));
}

/** Where it is, from where it was looked for: `.name`, `[0].name`; put together on the way back, since most pods have none. */
interface Problem {
  readonly place: string;
  readonly text: string;
}

function sentence(root: string, problem: Problem | undefined): string | undefined {
  if (problem === undefined) return undefined;
  const place = root + problem.place;
  return `${(place.startsWith(".") ? place.slice(1) : place) || "the pod"} ${problem.text}`;
}

function check(value: unknown, shape: Shape): Problem | undefined {
  if (shape === "string" || shape === "number" || shape === "boolean") {
    if (typeof value === shape) return undefined;
    const hint = shape === "string" && typeof value !== "object" ? `; put it in quotes: "${String(value)}"` : "";
    return wrong(value, `a ${shape}${hint}`);
  }
  if (shape === "amount") {
    return typeof value === "string" || typeof value === "number"
      ? undefined
      : wrong(value, 'a quantity such as "100m" or "64Mi"');
  }
  if ("list" in shape) {
    if (!Array.isArray(value)) return wrong(value, "a list");
    for (let index = 0; index < value.length; index++) {
      const problem = check(value[index], shape.list);
      if (problem !== undefined) return within(`[${index}]`, problem);
    }
    return undefined;
  }
  if (!isRecord(value)) return wrong(value, "an object");
  if ("map" in shape) {
    for (const key of Object.keys(value)) {
      const problem = check(value[key], shape.map);
      if (problem !== undefined) return within(`[${key}]`, problem);
    }
    return undefined;
  }
  const missing = shape.required?.find((key) => value[key] === undefined || value[key] === null);
  if (missing !== undefined) return { place: `.${missing}`, text: "is missing" };
  for (const key of Object.keys(shape.fields)) {
    const field = value[key];
    if (field === undefined || field === null) continue;
    const problem = check(field, shape.fields[key] as Shape);
    if (problem !== undefined) return within(`.${key}`, problem);
  }
  return undefined;
}

function wrong(value: unknown, expected: string): Problem {
  return { place: "", text: `is ${show(value)}, but must be ${expected}` };
}

function within(place: string, problem: Problem): Problem {
  return { place: place + problem.place, text: problem.text };
}
