import { WORKLOAD_KINDS, type WorkloadKind } from "../../../webhook/src/core/workload/pod-of-template.ts";

export { WORKLOAD_KINDS, type WorkloadKind };

export interface ManifestOptions {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly templateAnnotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly image?: string;
  readonly suspend?: boolean;
  readonly replicas?: number;
}

// oxlint-disable-next-line typescript/no-explicit-any -- objects of the API, in tests alone
type Manifest = any;

/** A workload of each kind, named `app`, whose app reads /mnt/media and says as whom. */
export function manifestOf(kind: WorkloadKind, namespace: string, options: ManifestOptions = {}): Manifest {
  const { annotations, labels, suspend, replicas = 1 } = options;
  const metadata = { name: "app", namespace, ...(annotations && { annotations }), ...(labels && { labels }) };
  const template = newTemplate(kind, options);
  const selector = { matchLabels: { app: "app" } };
  const suspended = suspend === undefined ? {} : { suspend };
  switch (kind) {
    case "Deployment":
      // Two pods at once would be one more thing to warn about.
      return { ...APPS, kind, metadata, spec: { replicas, selector, strategy: { type: "Recreate" }, template } };
    case "StatefulSet":
      return {
        ...APPS,
        kind,
        metadata,
        // Without nodes no pod gets ready, and the next one would wait for that.
        spec: { replicas, selector, serviceName: "app", podManagementPolicy: "Parallel", template },
      };
    case "DaemonSet":
      return { ...APPS, kind, metadata, spec: { selector, template } };
    case "Job":
      return { ...BATCH, kind, metadata, spec: { ...suspended, template } };
    case "CronJob":
      return {
        ...BATCH,
        kind,
        metadata,
        spec: { ...suspended, schedule: "0 4 1 1 *", jobTemplate: { spec: { template } } },
      };
  }
}

const APPS = { apiVersion: "apps/v1" } as const;
const BATCH = { apiVersion: "batch/v1" } as const;

function newTemplate(
  kind: WorkloadKind,
  { templateAnnotations, image = "registry.example.org/app:1" }: ManifestOptions,
) {
  const app = {
    name: "app",
    image,
    securityContext: { runAsUser: 1000 },
    volumeMounts: [{ name: "media", mountPath: "/mnt/media", mountPropagation: "HostToContainer" }],
  };
  return {
    metadata: { labels: { app: "app" }, ...(templateAnnotations && { annotations: templateAnnotations }) },
    spec: {
      containers: [app],
      volumes: [{ name: "media", hostPath: { path: "/srv/media" } }],
      ...(kind === "Job" || kind === "CronJob" ? { restartPolicy: "Never" } : {}),
    },
  };
}

/** Where the API server has workloads of a kind. */
export function collectionOf(kind: WorkloadKind, namespace: string): string {
  const group = kind === "Job" || kind === "CronJob" ? "batch" : "apps";
  return `/apis/${group}/v1/namespaces/${namespace}/${kind.toLowerCase()}s`;
}

export function templateOf(workload: Manifest): Manifest {
  return workload.kind === "CronJob" ? workload.spec.jobTemplate.spec.template : workload.spec.template;
}

export function templateAnnotationsOf(workload: Manifest): Readonly<Record<string, string>> {
  return templateOf(workload).metadata.annotations ?? {};
}
