import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { isDeepStrictEqual } from "node:util";
import type { Change } from "@mount-monitor/kube";
import { formatVersion } from "../../webhook/src/core/cluster-facts.ts";
import type { InjectedPod } from "../../webhook/src/core/pods/injected-pod.ts";
import { BARE_PODS } from "../../webhook/src/io/cluster/collections.ts";
import { type Cluster, openCluster } from "../../webhook/src/io/cluster/open-cluster.ts";
import { missingControlPlane } from "./support/assets.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { until } from "./support/until.ts";

const skip = missingControlPlane() ?? false;
const LIMIT_MS = 60_000;
const STRANGER = "stranger";

describe("what the webhook knows of a cluster", { skip, timeout: 300_000 }, () => {
  let plane: ControlPlane;
  let cluster: Cluster;
  const logged: string[] = [];
  const log = {
    info: () => {},
    warn: (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`),
  };
  const pace = { firstPauseMs: 20, longestPauseMs: 200, longestRefusedPauseMs: 200, settledMs: 200 };
  const settled = (what: string, holds: () => unknown) =>
    until(
      what,
      LIMIT_MS,
      () => Boolean(holds()),
      () => JSON.stringify([cluster.status(), cluster.facts("media"), logged]),
    );

  before(async () => {
    plane = await startControlPlane({ users: [{ name: STRANGER }] });
    cluster = openCluster(plane.connectionOf("admin"), { log, pace });
    assert.match(cluster.starting() ?? "", /^not yet known: server version, Namespaces, Nodes, .*Pods$/);
    assert.equal(cluster.facts("media").serverVersion, undefined);
    await settled("a beginning", () => cluster.starting() === undefined);
    await plane.createNamespace("media");
    await plane.createNamespace("other");
  });
  after(async () => {
    cluster?.close();
    await plane?.stop();
  });

  const make = (path: string, body: object) => plane.admin.expect(path, { method: "POST", body });
  const merge = (path: string, body: object) => plane.admin.expect(path, { method: "PATCH", body });
  const remove = (path: string) => plane.admin.expect(path, { method: "DELETE" });
  const inMedia = (kind: string) => `/api/v1/namespaces/media/${kind}`;

  it("has the version of the server from the beginning, and of the oldest kubelet once there are nodes", async () => {
    assert.match(formatVersion(cluster.versions().server), /^1\.\d\d$/);
    assert.equal(cluster.versions().oldestKubelet, undefined);
    const node = (name: string, kubeletVersion: string) =>
      make("/api/v1/nodes", { metadata: { name }, status: { nodeInfo: { kubeletVersion } } });
    const oldest = (version: string) =>
      settled(`${version} as the oldest`, () => formatVersion(cluster.facts("media").oldestKubelet) === version);
    await node("new", "v1.36.3");
    await oldest("1.36");
    await node("old", "v1.33.1+k3s1");
    await oldest("1.33");
    await node("silent", "");
    await make("/api/v1/nodes", { metadata: { name: "newer" }, status: { nodeInfo: { kubeletVersion: "v1.37.0" } } });
    await settled("all nodes", () => cluster.status().find(({ title }) => title === "Nodes")?.objects === 4);
    assert.equal(formatVersion(cluster.versions().oldestKubelet), "1.33");
    assert.equal(cluster.isNodeReady("new"), undefined);
    for (const [status, ready] of [
      ["True", true],
      ["Unknown", false],
    ] as const) {
      await merge("/api/v1/nodes/new/status", { status: { conditions: [{ type: "Ready", status }] } });
      await settled(`a node that is ${status}`, () => cluster.isNodeReady("new") === ready);
    }
    assert.equal(cluster.isNodeReady("never-there"), undefined);
    await remove("/api/v1/nodes/old");
    await oldest("1.36");
    for (const name of ["new", "newer", "silent"]) await remove(`/api/v1/nodes/${name}`);
    await oldest("unknown");
  });

  it("has our annotations of a Namespace, and knows whether it goes", async () => {
    const annotations = { "mount-monitor.io/mode": "observe", "somebody.else/x": "y" };
    await merge("/api/v1/namespaces/media", { metadata: { annotations } });
    await settled("annotations", () => "mount-monitor.io/mode" in cluster.facts("media").namespaceAnnotations);
    assert.deepEqual(cluster.facts("media").namespaceAnnotations, { "mount-monitor.io/mode": "observe" });
    await merge("/api/v1/namespaces/media", { metadata: { annotations: { "mount-monitor.io/mode": null } } });
    await settled("none", () => Object.keys(cluster.facts("media").namespaceAnnotations).length === 0);
    await plane.createNamespace("going");
    assert.equal(cluster.isTerminating("going"), false);
    // Its finalizer stays, since no controller is there that would remove it.
    await remove("/api/v1/namespaces/going");
    await settled("it going", () => cluster.isTerminating("going"));
    assert.deepEqual(["media", "unknown"].map(cluster.isTerminating), [false, false]);
  });

  it("has limits, quotas and claims of one namespace, and forgets what is gone", async () => {
    const facts = () => cluster.facts("media");
    await make(inMedia("limitranges"), {
      metadata: { name: "limits" },
      spec: { limits: [{ type: "Container", max: { cpu: "2" }, default: { cpu: "1" } }] },
    });
    await make(inMedia("resourcequotas"), { metadata: { name: "quota" }, spec: { hard: { "limits.cpu": "4" } } });
    const claim = (name: string, mode: string) =>
      make(inMedia("persistentvolumeclaims"), {
        metadata: { name },
        spec: { accessModes: [mode], resources: { requests: { storage: "1Gi" } } },
      });
    await claim("data", "ReadWriteOnce");
    await claim("shared", "ReadWriteMany");
    await settled(
      "all of it",
      () => Object.keys(facts().claimAccessModes).length === 2 && facts().quotaResources.length > 0,
    );
    await settled("limits", () => facts().containerLimits.length === 1);
    assert.deepEqual(facts().containerLimits, [
      { max: { cpu: "2" }, default: { cpu: "1" }, defaultRequest: { cpu: "1" } },
    ]);
    assert.deepEqual(facts().quotaResources, ["limits.cpu"]);
    assert.deepEqual(facts().claimAccessModes, { data: ["ReadWriteOnce"], shared: ["ReadWriteMany"] });
    assert.deepEqual(cluster.facts("other"), {
      ...facts(),
      containerLimits: [],
      quotaResources: [],
      claimAccessModes: {},
    });
    await remove(`${inMedia("limitranges")}/limits`);
    await remove(`${inMedia("resourcequotas")}/quota`);
    await settled("them gone", () => facts().containerLimits.length + facts().quotaResources.length === 0);
  });

  it("gives the same object until something of that namespace changes", async () => {
    const [media, other] = [cluster.facts("media"), cluster.facts("other")];
    assert.equal(cluster.facts("media"), media);
    const annotate = (value: string) =>
      merge("/api/v1/namespaces/media", { metadata: { annotations: { "mount-monitor.io/mode": value } } });
    await annotate("observe");
    await settled("a change", () => cluster.facts("media") !== media);
    assert.equal(cluster.facts("other"), other);
    const changed = cluster.facts("media");
    // What is nothing to us changes nothing. The change after it shows that it has arrived.
    await merge("/api/v1/namespaces/media", { metadata: { labels: { a: "b" } } });
    await merge("/api/v1/namespaces/other", { metadata: { annotations: { "mount-monitor.io/mode": "observe" } } });
    await settled("the other one", () => cluster.facts("other") !== other);
    assert.equal(cluster.facts("media"), changed);
  });

  it("knows the pods that carry our containers, and tells what becomes of them", async () => {
    const seen: Change<InjectedPod>[] = [];
    cluster.onPods(() => {
      throw new Error("bang");
    });
    cluster.onPods((changes) => void seen.push(...changes));
    const config = { mounts: [], workload: "ReplicaSet/plex-5d8f", watchdog: { action: "delete" } };
    const env = [{ name: "MOUNT_MONITOR_CONFIG", value: JSON.stringify(config) }];
    const pod = (name: string, labels: object) =>
      make(inMedia("pods"), {
        metadata: { name, labels },
        spec: { containers: [{ name: "mount-monitor", image: "monitor", env }] },
      });
    await pod("plain", {});
    await pod("injected", { "mount-monitor.io/injected": "true" });
    await settled("the pod", () => cluster.pods.has("media/injected"));
    assert.deepEqual([...cluster.pods.keys()], ["media/injected"]);
    const { action, workload, account, monitored } = cluster.pods.get("media/injected") as InjectedPod;
    assert.deepEqual([action, workload, account, monitored], ["delete", "ReplicaSet/plex-5d8f", "default", true]);
    await merge(`${inMedia("pods")}/injected`, { metadata: { labels: { "mount-monitor.io/injected": null } } });
    await settled("it gone", () => cluster.pods.size === 0);
    assert.deepEqual(
      seen.map(({ key, before, after }) => [key, before?.name, after?.name]),
      [
        ["media/injected", undefined, "injected"],
        ["media/injected", "injected", undefined],
      ],
    );
    assert.match(logged.join("\n"), /this is a bug .*bang/);
  });

  it("keeps what it knows while the API server is away, and catches up", async () => {
    const before = cluster.facts("media");
    assert.ok(Object.keys(before.claimAccessModes).length > 0);
    await plane.stopApiServer();
    await settled("it noticed", () => cluster.status().some(({ state }) => state.t === "stale"));
    assert.deepEqual([cluster.facts("media"), cluster.starting()], [before, undefined]);
    await plane.startApiServer();
    await remove(`${inMedia("persistentvolumeclaims")}/shared`);
    // Its finalizer stays, as above.
    await merge(`${inMedia("persistentvolumeclaims")}/shared`, { metadata: { finalizers: null } });
    await settled("what was missed", () => !("shared" in cluster.facts("media").claimAccessModes));
    await settled("all current", () => cluster.status().every(({ state }) => state.t === "current"));
  });

  it("has the pods that ask for a monitor and have none, until they get one, end or go", async () => {
    const asking = { "mount-monitor.io/paths": "/mnt/media" };
    const reasons = () => [...cluster.barePods.values()].map(({ name, reason }) => `${name} ${reason}`).toSorted();
    const bare = (expected: readonly string[]) =>
      settled(`bare pods: ${expected.join(", ")}`, () => isDeepStrictEqual(reasons(), expected));
    const pod = (name: string, metadata: object) =>
      make(inMedia("pods"), { metadata: { name, ...metadata }, spec: { containers: [{ name: "app", image: "app" }] } });
    const status = { "mount-monitor.io/status": '{"decision":"skip","reasons":["windows"]}' };
    await pod("other", {});
    await pod("with", { annotations: asking, labels: { "mount-monitor.io/injected": "true" } });
    await pod("missed", { annotations: asking });
    await pod("skipped", { annotations: { ...asking, ...status } });
    await pod("done", { annotations: asking });
    await bare(["done missed", "missed missed", "skipped windows"]);
    await merge(`${inMedia("pods")}/done/status`, { status: { phase: "Succeeded" } });
    await merge(`${inMedia("pods")}/missed`, { metadata: { labels: { "mount-monitor.io/injected": "true" } } });
    await bare(["skipped windows"]);
    await remove(`${inMedia("pods")}/skipped`);
    await bare([]);
  });

  it("does not wait for what it may not see, and says so", async () => {
    const blind = openCluster(plane.connectionOf(STRANGER), { log, pace });
    const refused = () => blind.status().filter(({ state }) => state.t === "refused");
    await settled("that it waits for nothing", () => blind.starting() === undefined);
    // What has no monitor is of no concern to decisions: that list alone is not among what is waited for.
    await settled("the last refusal", () => refused().some(({ title }) => title === BARE_PODS.title));
    blind.close();
    assert.deepEqual(
      refused().map(({ title }) => title),
      [
        "Namespaces",
        "Nodes",
        "LimitRanges",
        "ResourceQuotas",
        "PersistentVolumeClaims",
        "Events",
        "Pods",
        BARE_PODS.title,
      ],
    );
    const [{ state } = { state: undefined }] = refused();
    assert.match(state?.t === "refused" ? state.why : "", /failed to list Namespaces: .*User "stranger" cannot list/);
    assert.deepEqual(blind.facts("media").namespaceAnnotations, {});
  });
});
