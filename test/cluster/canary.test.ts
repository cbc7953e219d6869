import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { until } from "../control-plane/support/until.ts";
import { find } from "./support/api.ts";
import { type AppOptions, deployment, hostPath, QUICK } from "./support/app.ts";
import { POD_LIMIT_MS, REPLACED_LIMIT_MS } from "./support/limits.ts";
import { followLog, timeOf } from "./support/monitor-log.ts";
import { containerOf, GATE, hasStarted, isReady, type Pod } from "./support/objects.ts";
import { openPlainFolder } from "./support/plain-folder.ts";
import { openScene, type Scene } from "./support/scene.ts";
import { missingCluster } from "./support/settings.ts";

const CANARY = "/mnt/test/.health-check";

describe("a canary", { skip: missingCluster() ?? false, concurrency: true }, () => {
  it("is deleted: unready, out of the Service, replaced within a minute; and held back until it is there again", async (t) => {
    const scene = await openScene(t);
    const plain = openPlainFolder(t);
    const mounts = [{ path: "/mnt/media", volume: hostPath(plain.folder) }];
    // Deaf for a while, so that it can be looked at after it was told to go.
    const script = "trap '' TERM; echo up; while :; do sleep 1; done";
    await scene.createAll(
      service(),
      deployment({ annotations: { paths: "/mnt/media" }, mounts, script, pod: { terminationGracePeriodSeconds: 60 } }),
    );
    const first = await scene.untilPod("the app", POD_LIMIT_MS, isReady);
    const log = followLog(t, first);
    await until("an endpoint", POD_LIMIT_MS, async () => (await servingAddresses(scene)).includes(first.status.podIP));

    const deletedMs = Date.now();
    plain.removeCanary();
    const degraded = await log.until("mount degraded", 60_000);
    await scene.untilPod("an unready app", 60_000, (pod) => pod.metadata.uid === first.metadata.uid && !isReady(pod));
    const unreadyMs = Date.now();
    await until("no endpoint", 60_000, async () => (await servingAddresses(scene)).length === 0);
    const outMs = Date.now();
    const accepted = await log.until("pod restart accepted", REPLACED_LIMIT_MS);
    const toDeleteMs = timeOf(accepted) - timeOf(degraded);
    t.diagnostic(
      `canary deleted: seen after ${timeOf(degraded) - deletedMs} ms, unready after ${unreadyMs - deletedMs} ms, ` +
        `out of the Service after ${outMs - deletedMs} ms; first failure to DELETE ${toDeleteMs} ms`,
    );
    assert.ok(toDeleteMs < 60_000, `${toDeleteMs} ms from the first failure to DELETE`);

    await scene.untilEvent("WatchdogRestart", POD_LIMIT_MS, ({ reason }) => reason === "WatchdogRestart");
    const described = await scene.kubectl(["describe", "pod", first.metadata.name]);
    assert.match(described, /Warning +WatchdogRestart .*restarting the pod \(delete\): \/mnt\/media: missing for/);
    const next = await scene.untilPod("a pod at its gate", REPLACED_LIMIT_MS, isAtGate);
    assert.notEqual(next.metadata.uid, first.metadata.uid);
    const gate = followLog(t, next, GATE);
    await gate.until("waiting for the mount", POD_LIMIT_MS);
    assert.ok(!scene.pods().some((pod) => isReady(pod)));
    const backMs = Date.now();
    plain.putCanary();
    const replaced = await scene.untilPod("a ready app", POD_LIMIT_MS, isReady);
    t.diagnostic(`canary back: app ready after ${Date.now() - backMs} ms`);
    assert.equal(replaced.metadata.uid, next.metadata.uid, "the pod that waited is the one that runs");
  });

  it("was made by an init container, in a volume of the pod, and is removed by kubectl exec", async (t) => {
    const scene = await openScene(t);
    await scene.create(predecessor());
    const first = await scene.untilPod("the app", POD_LIMIT_MS, isReady);
    const order = first.spec.initContainers?.map(({ name }) => name);
    assert.deepEqual(order, ["make-canary", "mount-monitor-gate", "mount-monitor"]);
    const log = followLog(t, first);
    await scene.kubectl(["exec", first.metadata.name, "--container", "main-app", "--", "rm", CANARY]);
    const removedMs = Date.now();
    const degraded = await log.until("mount degraded", 60_000);
    const accepted = await log.until("pod restart accepted", REPLACED_LIMIT_MS);
    const next = await scene.untilPod(
      "another pod, ready",
      REPLACED_LIMIT_MS,
      (pod) => pod.metadata.uid !== first.metadata.uid && isReady(pod),
    );
    t.diagnostic(
      `canary removed in the pod: seen after ${timeOf(degraded) - removedMs} ms, DELETE after ` +
        `${timeOf(accepted) - removedMs} ms, another pod ready ${Date.now() - timeOf(accepted)} ms later`,
    );
    await scene.kubectl(["exec", next.metadata.name, "--container", "main-app", "--", "cat", CANARY]);
    await scene.untilEvent("WatchdogRestart", POD_LIMIT_MS, ({ reason, message }) => {
      return reason === "WatchdogRestart" && message.includes("/mnt/test: missing");
    });
  });
});

function isAtGate(pod: Pod): boolean {
  return containerOf(pod, GATE)?.state?.running !== undefined && !hasStarted(pod, "app");
}

function service() {
  const spec = { selector: { app: "app" }, ports: [{ port: 80 }] };
  return { apiVersion: "v1", kind: "Service", metadata: { name: "app" }, spec } as const;
}

interface EndpointSlices {
  readonly items: readonly {
    readonly endpoints?: readonly {
      readonly addresses: readonly string[];
      readonly conditions: { readonly ready?: boolean };
    }[];
  }[];
}

/** Where a client of the Service may end up. */
async function servingAddresses({ name }: Scene): Promise<readonly (string | undefined)[]> {
  const slices = await find<EndpointSlices>(`/apis/discovery.k8s.io/v1/namespaces/${name}/endpointslices`);
  const endpoints = (slices?.items ?? []).flatMap((slice) => slice.endpoints ?? []);
  return endpoints.filter(({ conditions }) => conditions.ready !== false).flatMap(({ addresses }) => addresses);
}

/** As the program that this one takes the place of was tried. */
function predecessor() {
  const options: AppOptions = {
    annotations: { ...QUICK, paths: "/mnt/test" },
    mounts: [{ path: "/mnt/test", volume: { emptyDir: {} } }],
    container: { name: "main-app" },
  };
  const { spec, ...rest } = deployment(options);
  const { template, ...others } = spec as { template: { spec: { containers: Record<string, unknown>[] } } };
  const [app] = template.spec.containers;
  const canary = { ...app, name: "make-canary", command: ["sh", "-c", `echo here > ${CANARY}`] };
  return {
    ...rest,
    spec: { ...others, template: { ...template, spec: { ...template.spec, initContainers: [canary] } } },
  };
}
