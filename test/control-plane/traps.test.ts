import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { RawContainer, RawPod, RawPodSpec } from "../../webhook/src/core/raw-object.ts";
import { missingControlPlane } from "./support/assets.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { goldenPod } from "./support/golden-pod.ts";
import { kubectlFor, missingKubectl } from "./support/kubectl.ts";
import { olderThan } from "./support/server-version.ts";
import { until } from "./support/until.ts";
import { startWebhook, type WebhookProgram } from "./support/webhook-program.ts";
import { registerWebhook } from "./support/webhook-registration.ts";

const skip = missingControlPlane() ?? false;

const NAMESPACE = "media";
const SEEN_MS = 60_000;
const PATHS = { "mount-monitor.io/paths": "/mnt/media" };
const TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

type Resources = NonNullable<RawPodSpec["resources"]>;
const amounts = (cpu: string, memory: string): Resources => ({ limits: { cpu, memory }, requests: { cpu, memory } });

/** The class of quality of service that the API server gives a pod, without us and with us. */
const CLASSES: Readonly<Record<string, readonly [pod: Partial<RawPodSpec>, bare: string, injected: string]>> = {
  "limits alone": [ofApp({ limits: { cpu: "1", memory: "1Gi" } }), "Guaranteed", "Guaranteed"],
  "limits and requests": [ofApp(amounts("1", "1Gi")), "Guaranteed", "Guaranteed"],
  "an init container beside": [
    { ...ofApp(amounts("1", "1Gi")), initContainers: [other(amounts("2", "2Gi"))] },
    "Guaranteed",
    "Guaranteed",
  ],
  "resources of the pod": [{ ...ofApp({}), resources: amounts("1", "1Gi") }, "Guaranteed", "Guaranteed"],
  "resources of the pod and of a container": [
    { ...ofApp(amounts("500m", "512Mi")), resources: amounts("1", "1Gi") },
    "Guaranteed",
    "Guaranteed",
  ],
  "resources of the pod that leave no room": [
    { ...ofApp(amounts("1", "1Gi")), resources: amounts("1", "1Gi") },
    "Guaranteed",
    "Guaranteed",
  ],
  requests: [ofApp({ requests: { cpu: "1" } }), "Burstable", "Burstable"],
  "nothing at all": [ofApp({}), "BestEffort", "Burstable"],
};

function ofApp(resources: Resources): Partial<RawPodSpec> {
  const volumeMounts = [{ name: "media", mountPath: "/mnt/media" }];
  return { containers: [{ ...other(resources), name: "app", securityContext: { runAsUser: 1000 }, volumeMounts }] };
}

function other(resources: Resources): RawContainer {
  return { name: "other", image: "registry.example.org/app:1", resources };
}

describe("what a pod can trip over:", { skip, concurrency: true }, () => {
  let plane: ControlPlane;
  let webhook: WebhookProgram;
  before(async () => {
    plane = await startControlPlane();
    webhook = await startWebhook(plane);
    await registerWebhook(plane, webhook);
    await plane.createNamespace(NAMESPACE);
  });
  after(async () => {
    await webhook?.stop();
    await plane?.stop();
  });

  const create = async (pod: RawPod, namespace = NAMESPACE) =>
    plane.admin.expect(`/api/v1/namespaces/${namespace}/pods?dryRun=All`, { method: "POST", body: pod });
  const createGolden = async (name: string) => create(goldenPod(name, NAMESPACE).pod);

  for (const [name, [spec, bare, injected]] of Object.entries(CLASSES)) {
    it(`quality of service, with ${name}`, async (t) => {
      const older = await olderThan(plane, spec.resources === undefined ? 0 : 34);
      if (older !== undefined) return t.skip(older);
      const volumes = [{ name: "media", hostPath: { path: "/srv/media" } }];
      const pod = (annotations = {}) =>
        ({ metadata: { name: "app", annotations }, spec: { ...spec, volumes } }) as RawPod;
      assert.equal((await create(pod())).status.qosClass, bare);
      assert.equal((await create(pod(PATHS))).status.qosClass, injected);
    });
  }

  it("subPathExpr comes with every variable that it needs", async () => {
    const stored = await createGolden("trap-sub-path-expr");
    for (const { name, env, volumeMounts } of ours(stored)) {
      const expressions = (volumeMounts ?? []).flatMap(({ subPathExpr }) => subPathExpr ?? []);
      assert.deepEqual(expressions, ["$(ZONE)/$(POD_NAME)/$$(LITERAL)", "$(APP_TENANT)"], name);
      const set = new Set((env ?? []).map((entry) => entry.name));
      assert.deepEqual(
        ["ZONE", "POD_NAME", "APP_TENANT"].filter((variable) => !set.has(variable)),
        [],
        name,
      );
    }
  });

  it("no token is wanted: the app gets none, the monitor has its own, and there is one call", async () => {
    const namespace = "tokenless";
    await plane.createNamespace(namespace);
    const stored = await create(goldenPod("trap-no-token-wanted", namespace).pod, namespace);
    const [app] = stored.spec.containers as RawContainer[];
    assert.deepEqual(
      app?.volumeMounts?.map(({ mountPath }) => mountPath),
      ["/mnt/media"],
    );
    const token = (container: RawContainer | undefined) =>
      container?.volumeMounts?.find(({ mountPath }) => mountPath === TOKEN_PATH)?.name;
    assert.deepEqual(ours(stored).map(token), ["mount-monitor-podinfo", "mount-monitor-token"]);
    assert.equal(webhook.reviewsIn(namespace).length, 1);
  });

  it("two workloads on the node's network declare ports of their own, and answer probes under names of their own", async () => {
    const ports = await Promise.all(["one", "two"].map((name) => createOnNode(name)));
    const again = await createOnNode("one");
    assert.deepEqual(again, ports[0]);
    assert.notEqual(ports[0]?.port, ports[1]?.port);
    assert.notEqual(ports[0]?.probe, ports[1]?.probe);
  });

  async function createOnNode(owner: string) {
    const { pod } = goldenPod("warn-host-network", NAMESPACE);
    const ownerReferences = pod.metadata?.ownerReferences?.map((reference) => ({ ...reference, name: owner }));
    const monitor = ours(await create({ ...pod, metadata: { ...pod.metadata, ownerReferences } } as RawPod))[1];
    const [port] = monitor?.ports ?? [];
    assert.equal(port?.hostPort, port?.containerPort);
    const probe = monitor?.["readinessProbe"] as { httpGet: { path: string } };
    return { port: port?.hostPort, probe: probe.httpGet.path };
  }

  it("a pod may leave its name to the API server, and its namespace to the request", async () => {
    const { pod } = goldenPod("warn-host-network", NAMESPACE);
    const { namespace: _namespace, ...metadata } = pod.metadata as Record<string, unknown>;
    const [named, unnamed] = await Promise.all([create(pod), create({ ...pod, metadata } as RawPod)]);
    assert.match(unnamed.metadata.name, new RegExp(`^${unnamed.metadata.generateName}\\w{5}$`));
    // Port and nonce go by the namespace.
    assert.deepEqual(ours(unnamed), ours(named));
  });

  it("restarts that were counted against a pod count against the one that takes its place", async () => {
    const namespace = "restarted";
    await plane.createNamespace(namespace);
    const { pod } = goldenPod("annotation-restart-settings", namespace);
    const restarts = await Promise.all(
      ["app-5d8f7c9b4", "app-5d8f7c9b4", "other"].map((owner) =>
        plane.admin.expect(`/api/v1/namespaces/${namespace}/events`, {
          method: "POST",
          body: restartEvent(namespace, `ReplicaSet/${owner}`),
        }),
      ),
    );
    await until("a webhook that has seen the restarts", SEEN_MS, async () => {
      const { watches } = await webhook.status();
      return watches.find(({ title }) => title === "Events")?.objects === restarts.length;
    });
    const [, monitor] = ours(await create(pod, namespace));
    const config = monitor?.env?.find(({ name }) => name === "MOUNT_MONITOR_CONFIG")?.value ?? "";
    const times = (list: readonly string[]) => list.map((time) => Date.parse(time)).toSorted();
    const written = restarts.slice(0, 2).map(({ metadata }) => metadata.creationTimestamp);
    assert.deepEqual(times(JSON.parse(config).watchdog.recentRestarts), times(written));
  });

  it("kubectl debug copies the containers and not the label, so that the copy only reports", async (test) => {
    const missing = missingKubectl();
    if (missing !== undefined) return test.skip(missing);
    const namespace = "debugged";
    await plane.createNamespace(namespace);
    const pods = `/api/v1/namespaces/${namespace}/pods`;
    const { pod } = goldenPod("annotation-mode", namespace);
    const body = { ...pod, metadata: { ...pod.metadata, name: "app" } };
    await plane.admin.expect(pods, { method: "POST", body });
    const kubectl = kubectlFor(plane);
    const { stdout: help } = await kubectl(["debug", "--help"]);
    if (!help.includes("--keep-annotations")) return test.skip("this kubectl is older, and copies annotations, too");
    const copy = ["debug", "-n", namespace, "app", "--copy-to=copy", "--image=busybox", "--attach=false"];
    const { code, errors } = await kubectl(copy);
    assert.deepEqual([code, errors], [0, ""]);
    assert.equal(webhook.reviewsIn(namespace).length, 1, "nobody asks us about the copy");
    const { metadata, spec } = await plane.admin.expect(`${pods}/copy`);
    assert.equal(ours({ spec }).length, 2);
    assert.deepEqual([metadata.labels, metadata.annotations], [undefined, undefined]);
  });
});

/** As a monitor writes it before it has its pod replaced. */
function restartEvent(namespace: string, workload: string) {
  return {
    metadata: { generateName: "app.", namespace, annotations: { "mount-monitor.io/workload": workload } },
    involvedObject: { apiVersion: "v1", kind: "Pod", namespace, name: "app" },
    reason: "WatchdogRestart",
    type: "Warning",
    message: "restarting",
    reportingComponent: "mount-monitor",
    reportingInstance: "app",
  };
}

function ours({ spec }: Pick<RawPod, "spec">): readonly RawContainer[] {
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].filter(({ name }) =>
    name.startsWith("mount-monitor"),
  );
}
