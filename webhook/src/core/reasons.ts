/**
 * Every reason for a decision: a code that goes to log, metric and tests, and what it means for people.
 * docs/reasons.md comes from this table (`npm run generate`).
 */
export interface ReasonText {
  /** One sentence, without the particulars of a pod. */
  readonly meaning: string;
  /** What to do; empty where nothing is wrong. */
  readonly advice: string;
}

export const INJECT_REASONS = {
  injected: { meaning: "Gate and monitor were injected.", advice: "" },
} as const satisfies Readonly<Record<string, ReasonText>>;

export const SKIP_REASONS = {
  "not-opted-in": {
    meaning: "The pod has no annotation `mount-monitor.io/paths`, or an empty one.",
    advice: "Set it on the workload, to the paths as the app sees them.",
  },
  "switched-off": {
    meaning: "`mount-monitor.io/inject` is `false`.",
    advice: "Remove the annotation from where it stands: chart, Namespace, workload or pod template.",
  },
  "already-injected": {
    meaning: "The pod carries gate and monitor for just these settings already.",
    advice: "",
  },
  "not-a-create": {
    meaning: "Containers can be added only while a pod is created.",
    advice: "Delete the pod; its controller makes a new one.",
  },
  windows: {
    meaning: "The pod runs on Windows, where there is nothing of ours to run.",
    advice: "Remove the annotations from workloads for Windows nodes.",
  },
  "static-pod": {
    meaning: "A static pod belongs to its node's kubelet; what is changed at the API changes nothing on the node.",
    advice: "Run the app by a Deployment or a DaemonSet instead.",
  },
  "excluded-namespace": {
    meaning: "The configuration of the webhook excludes the namespace.",
    advice: "Run the app in another namespace.",
  },
  "pod-resources-too-small": {
    meaning: "The pod limits its resources as a whole (`spec.resources`), and gate and monitor do not fit in.",
    advice: "Raise `spec.resources`, or lower `mount-monitor.io/resources`.",
  },
  "nothing-to-inject": {
    meaning: "The settings leave neither gate nor monitor to be injected.",
    advice: "Use nodes with native sidecars (Kubernetes 1.29 and newer), or let the gate be.",
  },
} as const satisfies Readonly<Record<string, ReasonText>>;

export const DENY_REASONS = {
  "malformed-value": {
    meaning: "The value of an annotation cannot be read.",
    advice: "Correct the annotation that the message names; it says what is wrong, and gives a value that is right.",
  },
  "malformed-pod": {
    meaning: "The pod is not what the Kubernetes API would take.",
    advice: "Correct the field that the message names; `kubectl apply --dry-run=server` says more.",
  },
  "path-not-absolute": {
    meaning: "A path does not begin with `/`.",
    advice: "Write it as the app sees it, from the root of its container.",
  },
  "path-not-mounted": {
    meaning: "A path lies on no volumeMount of an app container, so there is no mount to monitor.",
    advice: "Use one of the volumeMounts that the message names, or mount a volume at the path.",
  },
  "too-many-paths": {
    meaning: "There are more than 64 paths.",
    advice: "Monitor the mounts, not every folder on them.",
  },
  "contradictory-settings": {
    meaning: "Two settings exclude each other.",
    advice: "Drop one of those that the message names.",
  },
  "unknown-container": {
    meaning:
      "`mount-monitor.io/containers` names a container that the pod does not have, or that ends before the app runs.",
    advice: "Name a container of the pod.",
  },
  "name-taken": {
    meaning: "The pod has a container or volume of its own with a name that gate and monitor need.",
    advice: "Rename it, or remove it where it is a monitor that somebody wrote into the manifest.",
  },
  "reserved-path": {
    meaning: "The volumeMount of a path would hide what gate and monitor themselves need.",
    advice: "Mount the volume elsewhere in the app.",
  },
  "sub-path-variable": {
    meaning: "`subPathExpr` refers to a variable whose origin cannot be told.",
    advice: "Give the container an entry for it in `env`.",
  },
  "config-too-large": {
    meaning: "The monitor's configuration does not fit into an environment variable.",
    advice: "Shorten the annotation `mount-monitor.io/mounts`.",
  },
} as const satisfies Readonly<Record<string, ReasonText>>;

export const WARNING_REASONS = {
  "in-place-unsupported": {
    meaning: "`restart: in-place` needs Kubernetes 1.36 on the server and on every node; it is done another way.",
    advice: "Upgrade the nodes, or set `mount-monitor.io/restart: delete`.",
  },
  "no-controller": {
    meaning: "Nothing would replace the pod, so it is never deleted: it becomes unready, and that is all.",
    advice: "Run it by a Deployment, or set `mount-monitor.io/restart: in-place` on Kubernetes 1.36 and newer.",
  },
  "unknown-controller": {
    meaning: "Whether the pod's controller replaces a deleted pod is not known, so it is never deleted.",
    advice: "Set `mount-monitor.io/restart: in-place` on Kubernetes 1.36 and newer.",
  },
  "job-restart": {
    meaning: "Deleting a Job's pod may fail the Job, so it is restarted in place or not at all.",
    advice: "Set `mount-monitor.io/restart: in-place` or `none` to say so yourself.",
  },
  "job-without-native-sidecars": {
    meaning: "Without native sidecars a monitor would keep a Job from completing, so there is a gate only.",
    advice: "Run the Job on nodes with Kubernetes 1.29 and newer.",
  },
  "mounter-is-container": {
    meaning:
      "A container that starts with the app provides the mount; a gate would wait for it for ever, so there is none.",
    advice: "Make it an init container with `restartPolicy: Always` and a startup probe.",
  },
  "app-does-not-follow": {
    meaning: "Another container of the pod provides the mount, but the app's volumeMount does not receive it.",
    advice: "Set `mountPropagation: HostToContainer` on the app's volumeMount.",
  },
  "host-network": {
    meaning: "The pod shares the node's ports, so the health port is derived from the workload.",
    advice: "Set `mount-monitor.io/http-port` to choose one.",
  },
  "no-user-known": {
    meaning: "The pod does not say which user the app runs as, so gate and monitor run as their image's user.",
    advice: "Set `mount-monitor.io/run-as` where that user may not read the mount.",
  },
  "mesh-answers-probes": {
    meaning: "A service mesh may answer or refuse the kubelet's probes of the monitor.",
    advice: "Exclude the health port from the mesh, as the message says.",
  },
  "native-sidecar-unsupported": {
    meaning: "`sidecar: native` was asked for, but a kubelet of the cluster is older than 1.29.",
    advice: "Keep the pod off old nodes, or set `mount-monitor.io/sidecar: auto`.",
  },
  "ambiguous-path": {
    meaning: "Containers of the pod see different volumes at the same path.",
    advice: "Name the one that counts in `mount-monitor.io/containers`.",
  },
  "two-pods-at-once": {
    meaning: "While the pod is replaced, old and new run at once on a volume that may be used by one.",
    advice: "Set `strategy.type: Recreate`.",
  },
  "unknown-annotation": {
    meaning: "There is no such annotation.",
    advice: "Look for a typing error.",
  },
  "annotation-without-effect": {
    meaning: "The annotation does nothing where it stands.",
    advice: "Move it to where it belongs, or remove it.",
  },
  "no-paths": {
    meaning: "There are settings but no `mount-monitor.io/paths`, so nothing is injected.",
    advice: "Set `mount-monitor.io/paths`.",
  },
  "job-template-immutable": {
    meaning: "The pod template of a Job that was created cannot be changed any more.",
    advice: "Create the Job anew.",
  },
  "starts-rollout": {
    meaning: "The change of the pod template starts a rollout.",
    advice: "",
  },
} as const satisfies Readonly<Record<string, ReasonText>>;

export type InjectReason = keyof typeof INJECT_REASONS;
export type SkipReason = keyof typeof SKIP_REASONS;
export type DenyReason = keyof typeof DENY_REASONS;
/** In the order in which people should read them: of many warnings only the first may be shown. */
export type WarningReason = keyof typeof WARNING_REASONS;
export type ReasonCode = InjectReason | SkipReason | DenyReason | WarningReason;

export const WARNING_ORDER = Object.keys(WARNING_REASONS) as readonly WarningReason[];
