/**
 * A peer: pepr, with a capability of ours that adds what mount-monitor adds.
 *
 *   --peer 'node test/bench/peers/pepr.ts'
 */
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { until } from "../../control-plane/support/until.ts";
import { ASKING_ANNOTATION, ourAddition } from "./addition.ts";
import { installOnce } from "./install-once.ts";
import { listens } from "./serve-program.ts";
import { readSurroundings } from "./surroundings.ts";

const VERSION = "1.1.4";
const STARTS_MS = 60_000;
const API_PATH = "bench";

interface PeprPod {
  readonly metadata: { labels?: Record<string, string>; annotations?: Record<string, string> };
  readonly spec: { volumes?: unknown[]; initContainers?: unknown[] };
}

/** The part of its package that is used here. */
interface Pepr {
  readonly PeprModule: new (
    pkg: object,
    capabilities: readonly object[],
    options: { readonly deferStart: boolean },
  ) => { start(port: number): void };
  readonly Capability: new (config: object) => {
    When(kind: unknown): {
      IsCreated(): {
        WithAnnotation(key: string): { Mutate(change: (request: { readonly Raw: PeprPod }) => void): void };
      };
    };
  };
  readonly a: { readonly Pod: unknown };
  readonly K8s: (kind: unknown) => { Apply(object: object): Promise<unknown> };
  readonly kind: { readonly Namespace: unknown; readonly CustomResourceDefinition: unknown };
}

const around = readSurroundings(process.env);
const installed = installOnce(`peer-pepr-${VERSION}`, (folder) => {
  console.error(`installing pepr ${VERSION}`);
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps", "--loglevel=error"];
  execFileSync("npm", ["install", "--prefix", folder, ...flags, `pepr@${VERSION}`], { stdio: ["ignore", 2, 2] });
});
// As its image has it.
Object.assign(process.env, {
  NODE_ENV: "production",
  PEPR_WATCH_MODE: "false",
  PEPR_API_PATH: API_PATH,
  SSL_CERT_PATH: around.certFile,
  SSL_KEY_PATH: around.keyFile,
});
const pepr = createRequire(path.join(installed, "package.json"))("pepr") as Pepr;
await installStore();

const capability = new pepr.Capability({ name: "bench", description: "adds what mount-monitor adds" });
const addition = ourAddition();
capability
  .When(pepr.a.Pod)
  .IsCreated()
  .WithAnnotation(ASKING_ANNOTATION)
  .Mutate(({ Raw: { metadata, spec } }) => {
    metadata.labels = { ...metadata.labels, ...addition.labels };
    metadata.annotations = { ...metadata.annotations, ...addition.annotations };
    spec.volumes = [...(spec.volumes ?? []), ...addition.volumes];
    spec.initContainers = [...(spec.initContainers ?? []), ...addition.initContainers];
  });
const settings = { uuid: "bench", onError: "reject", webhookTimeout: 10, alwaysIgnore: { namespaces: [] } };
new pepr.PeprModule({ description: "bench", pepr: settings }, [capability], { deferStart: true }).start(around.port);
await until(`pepr on port ${around.port}`, STARTS_MS, () => listens(around.port));
console.log(
  JSON.stringify({
    name: `pepr ${VERSION}`,
    path: `/mutate/${API_PATH}`,
    annotations: { [ASKING_ANNOTATION]: "true" },
  }),
);

/** What its own controller installs before anything else, and the module waits for. */
async function installStore(): Promise<void> {
  const version = {
    name: "v1",
    served: true,
    storage: true,
    schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
  };
  await pepr.K8s(pepr.kind.Namespace).Apply({ metadata: { name: "pepr-system" } });
  await pepr.K8s(pepr.kind.CustomResourceDefinition).Apply({
    metadata: { name: "peprstores.pepr.dev" },
    spec: {
      group: "pepr.dev",
      names: { kind: "PeprStore", plural: "peprstores", singular: "peprstore" },
      scope: "Namespaced",
      versions: [version],
    },
  });
}
