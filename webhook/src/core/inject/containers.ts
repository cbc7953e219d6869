import { EXIT } from "@mount-monitor/contract";
import { GATE_NAME, MONITOR_NAME } from "../own-parts.ts";
import type {
  RawContainer,
  RawEnv,
  RawObject,
  RawResources,
  RawSecurityContext,
  RawVolumeMount,
} from "../raw-object.ts";

/** What gate and monitor have in common. */
export interface Base {
  readonly image: string;
  readonly imagePullPolicy: string | undefined;
  readonly env: readonly RawEnv[];
  readonly resources: RawResources;
  readonly securityContext: RawSecurityContext;
}

/** After this time a gate that would not see a mount arrive exits, to be started again with what is there then. */
export const GATE_TIMEOUT = "60s";

export function gateContainer(base: Base, volumeMounts: readonly RawVolumeMount[], mayExit: boolean): RawContainer {
  const timeout = { name: "MOUNT_MONITOR_GATE_TIMEOUT", value: GATE_TIMEOUT };
  return {
    ...start(GATE_NAME, base, "gate"),
    env: mayExit ? [...base.env, timeout] : base.env,
    ...end(base, volumeMounts),
  };
}

export interface MonitorOptions {
  readonly native: boolean;
  readonly inPlace: boolean;
  readonly port: number;
  readonly hostNetwork: boolean;
  readonly nonce: string | undefined;
}

const PORT_NAME = "mount-monitor";

/**
 * The first probe comes when Node has started: one that came too early would be a Warning event of every new pod, and
 * the pod would be ready a whole period later. The period is how much later than the monitor Services know; an answer
 * from memory costs next to nothing.
 */
const READINESS = { initialDelaySeconds: 2, periodSeconds: 2, failureThreshold: 2 } as const;

export function monitorContainer(
  base: Base,
  volumeMounts: readonly RawVolumeMount[],
  { native, inPlace, port, hostNetwork, nonce }: MonitorOptions,
): RawContainer {
  const prefix = nonce === undefined ? "" : `/${nonce}`;
  return {
    ...start(MONITOR_NAME, base, "monitor"),
    ...(native || inPlace ? { restartPolicy: "Always" } : {}),
    ...(inPlace ? { restartPolicyRules: [restartAllContainers] } : {}),
    env: base.env,
    // Declared under hostNetwork too, so that no two such pods come to one node and the kubelet probes the other's.
    ports: [{ name: PORT_NAME, containerPort: port, ...(hostNetwork ? { hostPort: port } : {}), protocol: "TCP" }],
    readinessProbe: probe(`${prefix}/healthz/ready`, READINESS),
    livenessProbe: probe(`${prefix}/healthz/live`, { periodSeconds: 30, failureThreshold: 3 }),
    ...end(base, volumeMounts),
  };
}

/** KEP-5532: the monitor asks for it by its exit code, and needs no permission. */
const restartAllContainers: RawObject = {
  action: "RestartAllContainers",
  exitCodes: { operator: "In", values: [EXIT.restartAllContainers] },
};

function probe(path: string, timing: RawObject): RawObject {
  return { httpGet: { path, port: PORT_NAME }, timeoutSeconds: 5, ...timing };
}

function start(name: string, { image, imagePullPolicy }: Base, command: string): RawContainer {
  return { name, image, ...(imagePullPolicy === undefined ? {} : { imagePullPolicy }), args: [command] };
}

function end({ resources, securityContext }: Base, volumeMounts: readonly RawVolumeMount[]) {
  const amounts = Object.entries(resources).filter(([, section]) => Object.keys(section ?? {}).length > 0);
  return {
    ...(amounts.length === 0 ? {} : { resources: Object.fromEntries(amounts) as RawResources }),
    securityContext,
    volumeMounts,
  };
}
