/**
 * Kubernetes objects as they came: only the fields that are read here have a type, all others stay where they are.
 * Whether the typed ones are what they should be is looked at once, in `check-shape.ts`.
 */
export type RawObject = { readonly [key: string]: unknown };

export interface OwnerReference extends RawObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly controller?: boolean;
}

export interface RawMetadata extends RawObject {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
}

export interface RawPod extends RawObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: RawMetadata;
  readonly spec?: RawPodSpec;
}

export interface RawPodSpec extends RawObject {
  readonly containers?: readonly RawContainer[];
  readonly initContainers?: readonly RawContainer[];
  readonly volumes?: readonly RawVolume[];
  readonly restartPolicy?: string;
  readonly hostNetwork?: boolean;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly os?: { readonly name?: string };
  readonly securityContext?: RawSecurityContext;
  readonly resources?: RawResources;
}

export interface RawContainer extends RawObject {
  readonly name: string;
  readonly restartPolicy?: string;
  readonly env?: readonly RawEnv[];
  readonly envFrom?: readonly RawObject[];
  readonly ports?: readonly RawPort[];
  readonly resources?: RawResources;
  readonly securityContext?: RawSecurityContext;
  readonly volumeMounts?: readonly RawVolumeMount[];
  readonly volumeDevices?: ReadonlyArray<{ readonly name: string; readonly devicePath: string }>;
}

export interface RawEnv extends RawObject {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: RawObject;
}

export interface RawPort extends RawObject {
  readonly name?: string;
  readonly containerPort?: number;
  readonly hostPort?: number;
}

export interface RawResources extends RawObject {
  readonly requests?: Readonly<Record<string, string | number>>;
  readonly limits?: Readonly<Record<string, string | number>>;
}

export interface RawSecurityContext extends RawObject {
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly runAsNonRoot?: boolean;
  readonly seLinuxOptions?: RawObject;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
}

export interface RawVolumeMount extends RawObject {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: boolean;
  readonly recursiveReadOnly?: string;
  readonly mountPropagation?: string;
  readonly subPath?: string;
  readonly subPathExpr?: string;
}

export interface RawVolume extends RawObject {
  readonly name: string;
  readonly hostPath?: { readonly path?: string };
  readonly persistentVolumeClaim?: { readonly claimName?: string };
}

/** Deployment, StatefulSet, DaemonSet, Job or CronJob; any other kind is left alone. */
export interface RawWorkload extends RawObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: RawMetadata;
  readonly spec?: RawWorkloadSpec;
  readonly status?: RawObject;
}

export interface RawWorkloadSpec extends RawObject {
  readonly template?: RawPod;
  readonly jobTemplate?: { readonly spec?: RawWorkloadSpec };
  readonly suspend?: boolean;
  readonly strategy?: { readonly type?: string };
  readonly updateStrategy?: { readonly type?: string };
}

export function isRecord(value: unknown): value is RawObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
