import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { decodeMonitorConfig, type EventReason } from "@mount-monitor/contract";
import { budgetAllowsAtMs } from "../../sidecar/src/core/restart/budget.ts";
import { recall } from "../../sidecar/src/core/state/recall.ts";
import { openPodApi } from "../../sidecar/src/io/pod/pod-api.ts";
import { UNKNOWN_FACTS } from "../../webhook/src/core/cluster-facts.ts";
import { decidePod } from "../../webhook/src/core/decide-pod.ts";
import { spentBudget } from "../../webhook/src/core/inject/spent-budget.ts";
import { DEFAULT_INJECTOR_CONFIG } from "../../webhook/src/core/injector-config.ts";
import { examplePod } from "../../webhook/src/core/testing/example-pod.ts";
import { type Cluster, openCluster } from "../../webhook/src/io/cluster/open-cluster.ts";
import { missingControlPlane } from "./support/assets.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { forgetHistory } from "./support/etcd-history.ts";
import { createPod, removePod } from "./support/pods.ts";
import { startSeverableProxy } from "./support/severable-proxy.ts";
import { until } from "./support/until.ts";

const skip = missingControlPlane() ?? false;
const LIMIT_MS = 60_000;
const HOUR_MS = 3_600_000;
const APP = "ReplicaSet/app-5d8f";
const ITS_EVENTS = "/events?fieldSelector=reason%3DWatchdogRestart";

describe("restarts that a new pod has to count", { skip, timeout: 300_000 }, () => {
  let plane: ControlPlane;
  let folder: string;
  let cluster: Cluster;
  let namespace: string;
  let scenes = 0;
  const open: Cluster[] = [];
  const logged: string[] = [];
  const log = {
    info: () => {},
    warn: (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`),
  };

  before(async () => {
    plane = await startControlPlane();
    folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-budget-"));
    writeFileSync(path.join(folder, "token"), plane.tokenOf("admin"));
    writeFileSync(path.join(folder, "ca.crt"), plane.caPem);
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await plane?.stop();
  });
  afterEach(() => {
    for (const one of open.splice(0)) one.close();
  });

  const follow = async ({ now = Date.now, url = plane.url } = {}): Promise<Cluster> => {
    const pace = { firstPauseMs: 20, longestPauseMs: 200, longestRefusedPauseMs: 200 };
    const one = openCluster({ ...plane.connectionOf("admin"), url }, { log, pace, now });
    open.push(one);
    await until("a beginning", LIMIT_MS, () => one.starting() === undefined);
    return one;
  };
  const begin = async () => {
    namespace = `budget-${++scenes}`;
    await plane.createNamespace(namespace);
    cluster = await follow();
  };
  const counts = (one = cluster) =>
    Object.fromEntries(
      Object.entries(one.facts(namespace).recentRestarts).map(([workload, times]) => [workload, times.length]),
    );
  const counted = (what: string, expected: object, one = cluster) =>
    until(
      what,
      LIMIT_MS,
      () => JSON.stringify(counts(one)) === JSON.stringify(expected),
      () => JSON.stringify([counts(one), one.status(), logged]),
    );

  /** By the monitor's own code, as a pod of this name would. */
  const tell = async (pod: string, type: "Normal" | "Warning", reason: EventReason = "WatchdogRestart") => {
    const { hostname, port } = new URL(plane.url);
    const env = {
      name: pod,
      namespace,
      uid: `uid-of-${pod}`,
      node: "n1",
      apiHost: hostname,
      apiPort: port,
      tokenFile: path.join(folder, "token"),
      caFile: path.join(folder, "ca.crt"),
    };
    const api = openPodApi(
      env,
      () => APP,
      (message) => void logged.push(message),
    );
    assert.equal(await api.tell(reason, type, "restarting the pod (delete): /mnt/media: dead"), true, logged.join());
  };
  /** By anybody else. */
  const forge = (event: object, workload: unknown = APP) =>
    plane.admin.call(`/api/v1/namespaces/${namespace}/events`, {
      method: "POST",
      body: {
        metadata: { generateName: "forged-", annotations: { "mount-monitor.io/workload": workload } },
        involvedObject: { kind: "Pod", namespace, name: "x", uid: "x" },
        reason: "WatchdogRestart",
        type: "Warning",
        reportingComponent: "mount-monitor",
        source: { component: "mount-monitor" },
        firstTimestamp: "2020-01-01T00:00:00Z",
        lastTimestamp: "2040-01-01T00:00:00Z",
        ...event,
      },
    });
  it("are those whose events its monitors wrote, and nothing that only would have been done", async () => {
    await begin();
    assert.deepEqual(counts(), {});
    await tell("app-5d8f-a", "Normal");
    await tell("app-5d8f-b", "Warning", "RestartBlocked");
    await tell("app-5d8f-c", "Warning");
    await counted("one", { [APP]: 1 });
    await tell("app-5d8f-d", "Warning");
    await counted("two", { [APP]: 2 });
    for (const time of cluster.facts(namespace).recentRestarts[APP] ?? [])
      assert.ok(Math.abs(Date.parse(time) - Date.now()) < HOUR_MS, time);
    // And the next pod's monitor begins with them.
    assert.equal(historyOfNewPod(cluster, namespace).length, 2);
    assert.equal(historyOfNewPod(cluster, "other").length, 0);
  });

  it("follow on each other where a pod that took the place of another is restarted, too", async () => {
    await begin();
    const seen = async (what: string, count: number, inARow: number) => {
      const recent = () => cluster.recentRestarts().filter((one) => one.namespace === namespace);
      await until(what, LIMIT_MS, () => recent()[0]?.count === count);
      assert.deepEqual(recent(), [{ namespace, workload: APP, count, inARow }]);
    };
    // The times of the API server are whole seconds: a pod is restarted in a later one than it was created in.
    const create = async (name: string) => {
      const labels = { "mount-monitor.io/injected": "true" };
      const pod = await createPod(plane.admin, { namespace, name, account: "default", labels });
      const created = () => Date.parse(cluster.pods.get(`${namespace}/${name}`)?.creationTimestamp ?? "");
      await until("a later second", LIMIT_MS, () => Date.now() >= created() + 1_000);
      return pod;
    };
    const first = await create("app-5d8f-a");
    await create("app-5d8f-b");
    await tell("app-5d8f-a", "Warning");
    await tell("app-5d8f-b", "Warning");
    await seen("one outage", 2, 1);
    await removePod(plane.admin, first);
    await create("app-5d8f-c");
    await tell("app-5d8f-c", "Warning");
    await seen("a second one", 3, 2);
    await tell("app-5d8f-c", "Warning");
    await seen("a third one, of the same pod", 4, 3);
  });

  it("do not come from events that are malformed, or somebody else's", async () => {
    await begin();
    const answers = [
      await forge({ reportingComponent: "other-watchdog", source: { component: "other-watchdog" } }),
      await forge({ type: "Normal" }),
      await forge({ involvedObject: { kind: "ConfigMap", namespace, name: "x" } }),
      await forge({ metadata: { generateName: "forged-" } }),
      await forge({}, "../../etc"),
      await forge({}, `ReplicaSet/${"x".repeat(1_000)}`),
      await forge({}, "__proto__"),
    ];
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]));
    // Of another namespace than its pod: the API server itself refuses it.
    assert.equal((await forge({ involvedObject: { kind: "Pod", namespace: "default", name: "x" } })).status, 422);
    await tell("app-5d8f-a", "Warning");
    await counted("the real one alone", { [APP]: 1 });
  });

  it("are remembered longer than the API server keeps their events, for a day", async () => {
    let aheadMs = 0;
    await begin();
    const patient = await follow({ now: () => Date.now() + aheadMs });
    for (const pod of ["app-5d8f-a", "app-5d8f-b"]) await tell(pod, "Warning");
    await counted("both", { [APP]: 2 }, patient);
    await plane.admin.expect(`/api/v1/namespaces/${namespace}${ITS_EVENTS}`, { method: "DELETE" });
    await tell("app-5d8f-c", "Warning");
    await counted("all three", { [APP]: 3 }, patient);
    // Whoever begins now cannot know of those that are gone.
    assert.deepEqual(counts(await follow()), { [APP]: 1 });
    aheadMs = 25 * HOUR_MS;
    // Something of the namespace changes, so that it is looked at again.
    await plane.admin.expect(`/api/v1/namespaces/${namespace}`, {
      method: "PATCH",
      body: { metadata: { annotations: { "mount-monitor.io/mode": "enforce" } } },
    });
    await counted("none any more", {}, patient);
  });

  it("count once, also where all events are listed again", async () => {
    await begin();
    const proxy = await startSeverableProxy(Number(new URL(plane.url).port));
    const behind = await follow({ url: `https://127.0.0.1:${proxy.port}` });
    const events = () => behind.status().find(({ title }) => title === "Events");
    for (const pod of ["app-5d8f-a", "app-5d8f-b"]) await tell(pod, "Warning");
    await counted("both", { [APP]: 2 }, behind);
    proxy.sever();
    await until("it noticed", LIMIT_MS, () => events()?.state.t === "stale");
    for (const pod of ["app-5d8f-c", "app-5d8f-d"]) await tell(pod, "Warning");
    await forgetHistory(plane.etcdUrl);
    proxy.mend();
    await until(
      "another list",
      LIMIT_MS,
      () => events()?.lists === 2,
      () => JSON.stringify(events()),
    );
    await counted("all four", { [APP]: 4 }, behind);
    // An event that is changed is still the same one.
    const { items } = await plane.admin.expect(`/api/v1/namespaces/${namespace}${ITS_EVENTS}`);
    await plane.admin.expect(`/api/v1/namespaces/${namespace}/events/${items[0].metadata.name}`, {
      method: "PATCH",
      body: { metadata: { annotations: { "mount-monitor.io/workload": "ReplicaSet/victim" } } },
    });
    await tell("app-5d8f-e", "Warning");
    await counted("five, and none of another", { [APP]: 5 }, behind);
    proxy.close();
  });

  it("can be forged by whoever may write events, which holds restarts of that namespace back for a while and does no more", async () => {
    await begin();
    const neighbour = namespace;
    await tell("app-5d8f-a", "Warning");
    await begin();
    await Promise.all(Array.from({ length: 40 }, () => forge({})));
    await counted("all", { [APP]: 40 });
    const nowMs = Date.now();
    const history = historyOfNewPod(cluster, namespace);
    // Of 40, as many as can matter.
    assert.equal(history.length, 28);
    const waitMs = budgetAllowsAtMs(history, { limit: 3, windowMs: HOUR_MS }, nowMs) - nowMs;
    assert.ok(waitMs > 5 * HOUR_MS && waitMs <= 6 * HOUR_MS + 60_000, String(waitMs));
    assert.equal(cluster.facts(neighbour).recentRestarts[APP]?.length, 1);
  });
});

/** What the monitor of a pod that comes now counts against its budget: by the webhook's decision, and the monitor's own reading of it. */
function historyOfNewPod(cluster: Cluster, namespace: string): readonly number[] {
  const decision = decidePod(
    examplePod(),
    { namespace, operation: "CREATE" },
    DEFAULT_INJECTOR_CONFIG,
    cluster.facts(namespace),
  );
  assert.equal(decision.t, "inject", JSON.stringify(decision));
  const monitor = (decision.t === "inject" ? (decision.pod.spec?.initContainers ?? []) : []).find(
    ({ name }) => name === "mount-monitor",
  );
  const text = monitor?.env?.find(({ name }) => name === "MOUNT_MONITOR_CONFIG")?.value;
  const decoded = decodeMonitorConfig(text ?? "");
  assert.ok(decoded.ok, JSON.stringify(decoded));
  const origin = { start: "s", namespace: "n" };
  const nowMs = Date.now();
  return recall({ config: decoded.config, memory: undefined, record: undefined, origin }, nowMs, nowMs).watchdog
    .history;
}

describe("a budget", { skip }, () => {
  it("waits as long for the restarts that a pod is told of as for all there were", () => {
    const nowMs = Date.UTC(2027, 0, 2);
    for (const [budget, limit, windowMs] of [
      ["1 per 1s", 1, 1_000],
      ["3 per 1h", 3, HOUR_MS],
      ["900 per 1s", 900, 1_000],
      ["50 per 24h", 50, 24 * HOUR_MS],
    ] as const)
      for (const count of [0, 1, 2, 10, 40, 60, 200, 1_100]) {
        // The newest just now, the others over the hours before.
        const all = Array.from({ length: count }, (_, index) => nowMs - (count - 1 - index) * 60_000);
        const facts = { ...UNKNOWN_FACTS, recentRestarts: { [APP]: all.map((ms) => new Date(ms).toISOString()) } };
        const told = spentBudget(facts, APP, budget).map((time) => Date.parse(time));
        assert.equal(
          budgetAllowsAtMs(told, { limit, windowMs }, nowMs),
          budgetAllowsAtMs(all, { limit, windowMs }, nowMs),
          `${budget}, ${count}`,
        );
      }
  });
});
