import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  ANNOTATION_NAMES,
  annotationKey,
  annotationSpec,
  INHERITED_ANNOTATION,
  STATUS_ANNOTATION,
} from "@mount-monitor/contract";
import fc from "fast-check";
import { type ClusterFacts, UNKNOWN_FACTS } from "./cluster-facts.ts";
import { decidePod } from "./decide-pod.ts";
import type { AdmissionRequest } from "./decision.ts";
import { DEFAULT_INJECTOR_CONFIG } from "./injector-config.ts";
import { applyPatch } from "./patch/apply-patch.ts";
import type { RawContainer, RawPod } from "./raw-object.ts";
import { DENY_REASONS, SKIP_REASONS } from "./reasons.ts";
import { problemsOfInjection } from "./testing/problems-of-injection.ts";
import { reviewWorkload } from "./workload/review-workload.ts";

const REQUEST: AdmissionRequest = { namespace: "media", operation: "CREATE" };
const RUNS = { numRuns: 400 };

const pick = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
/** Without the keys that are undefined, as JSON has it. */
const record = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model).map((value) => JSON.parse(JSON.stringify(value)) as T);
const named = (list: ReadonlyArray<{ name: string }>) =>
  list.filter((item, index) => list.findIndex(({ name }) => name === item.name) === index);

const VOLUMES = ["media", "config", "host", "deep", "cache"];
const PATHS = ["/mnt/media", "/mnt", "/mnt/media/films", "/config", "/data//x/"];
const mountPath = fc.oneof(
  { weight: 20, arbitrary: pick(...PATHS) },
  { weight: 1, arbitrary: pick("/", "/run", "relative") },
);

const volumeMount = record({
  name: pick(...VOLUMES),
  mountPath,
  readOnly: maybe(fc.boolean()),
  mountPropagation: maybe(pick("None", "HostToContainer", "Bidirectional")),
  recursiveReadOnly: maybe(pick("Enabled", "Disabled")),
  subPath: maybe(pick("", "films")),
  subPathExpr: fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: pick("$(POD_NAME)", "$(A)/$(B)", "$$(A)") },
  ),
  unknownField: maybe(fc.jsonValue()),
}).map((mount) => ({ ...mount, ...(mount.subPath ? { subPathExpr: "" } : {}) }));

const variable = record({
  name: pick("A", "B", "POD_NAME", "PUID", "PGID", "NODE_OPTIONS"),
  value: maybe(pick("", "0", "1000", "$(A)", "$(B)/x", "$$(A)")),
});

const amounts = maybe(
  fc.dictionary(pick("cpu", "memory"), pick("100m", "1", "64Mi", "1Gi", "1e3"), { noNullPrototype: true }),
);

const container = (name: fc.Arbitrary<string>) =>
  record({
    name,
    restartPolicy: maybe(pick("Always")),
    env: maybe(fc.array(variable, { maxLength: 4 })),
    envFrom: maybe(
      fc.array(record({ prefix: maybe(pick("N")), configMapRef: fc.constant({ name: "x" }) }), { maxLength: 2 }),
    ),
    ports: maybe(fc.array(record({ containerPort: pick(80, 9847, 9848) }), { maxLength: 2 })),
    resources: maybe(record({ requests: amounts, limits: amounts })),
    securityContext: maybe(record({ runAsUser: maybe(pick(0, 1000)), runAsGroup: maybe(pick(0, 1000)) })),
    volumeMounts: maybe(
      fc
        .array(volumeMount, { maxLength: 4 })
        .map((mounts) =>
          mounts.filter((mount, index) => mounts.findIndex(({ mountPath }) => mountPath === mount.mountPath) === index),
        ),
    ),
    livenessProbe: maybe(fc.jsonValue()),
  });

const RIGHT = ANNOTATION_NAMES.filter(
  (name) => !["paths", "mounts", "containers", "inject", "check-type"].includes(name),
);

const wild = fc.dictionary(
  pick(...ANNOTATION_NAMES.map(annotationKey), STATUS_ANNOTATION, INHERITED_ANNOTATION, "other.io/x"),
  fc.oneof(pick(...ANNOTATION_NAMES.map((name) => annotationSpec(name).example)), fc.string(), fc.json()),
  { maxKeys: 2, noNullPrototype: true },
);

/** Mostly right, or hardly any pod would get past the first check. */
const annotations = fc
  .record({
    right: fc.subarray([...RIGHT], { maxLength: 5 }),
    wild: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: wild }),
    strayPath: fc.oneof(
      { weight: 9, arbitrary: fc.constant("") },
      { weight: 1, arbitrary: pick("/nowhere", "x", "/a/..") },
    ),
  })
  .map(({ right, wild, strayPath }) => ({
    ...Object.fromEntries(right.map((name) => [annotationKey(name), annotationSpec(name).example])),
    [annotationKey("paths")]: strayPath,
    ...wild,
  }));

/** Adds paths that lie on volumeMounts of the pod, so that most can be resolved. */
function withOwnPaths(pod: RawPod, [many, below]: readonly [number, boolean]): RawPod {
  const mounted = (pod.spec?.containers ?? []).flatMap(({ volumeMounts = [] }) =>
    volumeMounts.map((mount) => mount.mountPath),
  );
  const paths = mounted.slice(0, many).map((path) => (below ? `${path}/folder` : path));
  const key = annotationKey("paths");
  const all = [...paths, pod.metadata?.annotations?.[key] ?? ""].join(",");
  return { ...pod, metadata: { ...pod.metadata, annotations: { ...pod.metadata?.annotations, [key]: all } } };
}

const shapes = record({
  metadata: record({
    name: maybe(fc.constant("app-0")),
    annotations,
    labels: maybe(fc.constant({ app: "x" })),
    ownerReferences: maybe(
      fc.array(
        record({
          apiVersion: pick("apps/v1", "batch/v1", "v1", "other.io/v1"),
          kind: pick("ReplicaSet", "ReplicaSet", "Job", "Job", "ReplicationController", "Thing", "Node"),
          name: fc.constant("app"),
          controller: maybe(fc.boolean()),
        }),
        { maxLength: 1 },
      ),
    ),
  }),
  spec: record({
    containers: fc.array(container(pick("app", "helper", "istio-proxy")), { minLength: 1, maxLength: 3 }).map(named),
    initContainers: maybe(fc.array(container(pick("one", "two", "three")), { maxLength: 3 }).map(named)),
    volumes: maybe(
      fc.constant([
        { name: "media", hostPath: { path: "/srv/media" } },
        { name: "host", hostPath: { path: "/srv" } },
        { name: "config", persistentVolumeClaim: { claimName: "config" } },
        { name: "deep", nfs: { server: "nas", path: "/" } },
        { name: "cache", emptyDir: {} },
      ]),
    ),
    restartPolicy: maybe(pick("Always", "OnFailure", "Never")),
    hostNetwork: maybe(fc.boolean()),
    os: maybe(record({ name: pick("linux", "linux", "linux", "linux", "windows") })),
    securityContext: maybe(record({ runAsUser: maybe(pick(0, 568)) })),
    resources: fc.oneof(
      { weight: 5, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: record({ requests: amounts, limits: amounts }) },
    ),
    unknownField: maybe(fc.jsonValue()),
  }),
}) as unknown as fc.Arbitrary<RawPod>;

const pods = fc
  .tuple(shapes, fc.tuple(fc.integer({ min: 1, max: 3 }), fc.boolean()))
  .map(([pod, paths]) => withOwnPaths(pod, paths));

const version = maybe(fc.record({ major: fc.constant(1), minor: pick(27, 29, 35, 36) }));

const facts: fc.Arbitrary<ClusterFacts> = fc
  .record({
    serverVersion: version,
    oldestKubelet: version,
    quotaResources: fc.subarray(["limits.cpu", "limits.memory", "requests.ephemeral-storage"]),
    containerLimits: fc.array(
      pick(
        { min: { cpu: "50m", memory: "100Mi" } },
        { max: { memory: "100Mi" } },
        { default: { cpu: "1" }, maxLimitRequestRatio: { cpu: "2" } },
      ),
      { maxLength: 1 },
    ),
  })
  .map((known) => ({ ...UNKNOWN_FACTS, ...known }));

describe("decidePod, whatever the pod", () => {
  const seen = { inject: 0, skip: 0, deny: 0 };

  it("injects validly, skips or denies; says the same as its patch; changes nothing the second time", () => {
    fc.assert(
      fc.property(pods, facts, (pod, facts) => {
        const before = JSON.stringify(pod);
        const decision = decidePod(pod, REQUEST, DEFAULT_INJECTOR_CONFIG, facts);
        assert.equal(JSON.stringify(pod), before);
        assert.notEqual(decision.sentence, "");
        seen[decision.t]++;
        if (decision.t === "deny") return assert.ok(Object.hasOwn(DENY_REASONS, decision.reason));
        assert.deepEqual(applyPatch(pod, decision.patch), decision.pod);
        if (decision.t === "inject") assert.deepEqual(problemsOfInjection(pod, decision.pod), []);
        else assert.ok(Object.hasOwn(SKIP_REASONS, decision.reason));
        const again = decidePod(decision.pod, REQUEST, DEFAULT_INJECTOR_CONFIG, facts);
        assert.equal(again.t, "skip");
        assert.deepEqual(again.t === "skip" && again.patch, []);
      }),
      RUNS,
    );
  });

  it("was tried with pods of every outcome", () => {
    for (const [outcome, count] of Object.entries(seen)) assert.ok(count > 20, `${outcome}: ${count}`);
  });

  it("is the same again when another injector added containers in between", () => {
    fc.assert(
      fc.property(pods, facts, container(fc.constant("stranger")), fc.nat(9), (pod, facts, stranger, at) => {
        const decision = decidePod(pod, REQUEST, DEFAULT_INJECTOR_CONFIG, facts);
        fc.pre(decision.t === "inject");
        const inits = decision.pod.spec?.initContainers ?? [];
        // It may mount the same volumes, but at a path of its own: who takes over a monitored path changes what is seen.
        const volumeMounts = (stranger.volumeMounts ?? []).map((mount, index) => ({
          ...mount,
          mountPath: `/own/${index}`,
        }));
        const added = { ...stranger, volumeMounts } as RawContainer;
        const between = {
          ...decision.pod,
          spec: { ...decision.pod.spec, initContainers: inits.toSpliced(at % (inits.length + 1), 0, added) },
        };
        const again = decidePod(between, REQUEST, DEFAULT_INJECTOR_CONFIG, facts);
        assert.equal(again.reason, "already-injected");
        assert.deepEqual(again.t === "skip" && again.patch, []);
      }),
      { numRuns: 100 },
    );
  });

  it("never throws, even where the pod is none", () => {
    const opted = { "mount-monitor.io/paths": "/mnt/media" };
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.jsonValue().map((spec) => ({ metadata: { annotations: opted }, spec })),
      fc.jsonValue().map((item) => ({
        metadata: { annotations: opted },
        spec: { containers: [{ name: "a", volumeMounts: item, env: item }] },
      })),
      fc.jsonValue().map((metadata) => ({ metadata, spec: {} })),
    );
    fc.assert(
      fc.property(anything, (thing) => {
        const decision = decidePod(thing as RawPod, REQUEST, DEFAULT_INJECTOR_CONFIG, UNKNOWN_FACTS);
        assert.ok(["inject", "skip", "deny"].includes(decision.t));
        const workload = { apiVersion: "apps/v1", kind: "Deployment", spec: { template: thing } } as Parameters<
          typeof reviewWorkload
        >[0];
        assert.ok(Array.isArray(reviewWorkload(workload, REQUEST, DEFAULT_INJECTOR_CONFIG, UNKNOWN_FACTS).warnings));
      }),
      RUNS,
    );
  });
});
