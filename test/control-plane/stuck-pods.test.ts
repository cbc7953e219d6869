import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openCluster, type Cluster } from "../../webhook/src/io/cluster/open-cluster.ts";
import { tellStuckPods } from "../../webhook/src/io/events/tell-stuck-pods.ts";
import { missingControlPlane } from "./support/assets.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { createPod, type PodRef, podPath, removePod } from "./support/pods.ts";
import { until } from "./support/until.ts";
import { webhookToken } from "./support/webhook-account.ts";

const skip = missingControlPlane() ?? false;
const LIMIT_MS = 60_000;
const HOUR_MS = 3_600_000;

interface SeenEvent {
  readonly reason: string;
  readonly message: string;
  readonly reportingComponent: string;
}

describe("injected pods that do not get on, on a real API server", { skip, timeout: 300_000 }, () => {
  let plane: ControlPlane;
  let cluster: Cluster;
  const tellings: { close(): void }[] = [];
  const logged: string[] = [];
  const log = {
    info: () => {},
    warn: (fields: object, text: string) => void logged.push(`${text} ${JSON.stringify(fields)}`),
  };
  let laterMs = 0;
  const now = () => Date.now() + laterMs;

  before(async () => {
    plane = await startControlPlane();
    await plane.createNamespace("media");
    // With the permissions that the webhook has where it is installed, and no others.
    const connection = plane.connectionWith(await webhookToken(plane));
    cluster = openCluster(connection, { log });
    await until("what is there", LIMIT_MS, () => cluster.starting() === undefined);
    for (const _ of ["one replica", "another"])
      tellings.push(tellStuckPods(connection, cluster, { log, now, lookMs: 50 }));
  });
  after(async () => {
    for (const telling of tellings) telling.close();
    cluster?.close();
    await plane?.stop();
  });

  const injected = (name: string) =>
    createPod(plane.admin, {
      namespace: "media",
      name,
      account: "default",
      labels: { "mount-monitor.io/injected": "true" },
    });
  const eventsOf = async ({ uid }: PodRef): Promise<SeenEvent[]> => {
    const selector = encodeURIComponent(`involvedObject.uid=${uid}`);
    return (await plane.admin.expect(`/api/v1/namespaces/media/events?fieldSelector=${selector}`)).items;
  };
  const firstEvent = (pod: PodRef) =>
    until(
      "an event",
      LIMIT_MS,
      async () => (await eventsOf(pod))[0],
      () => logged.join("\n"),
    );

  it("are told of once, though two replicas see them", async () => {
    const pod = await injected("going");
    await plane.admin.expect(podPath(pod), { method: "DELETE" });
    await until("it going", LIMIT_MS, () => cluster.pods.get("media/going")?.deletionTimestamp !== undefined);
    assert.deepEqual(await eventsOf(pod), []);
    laterMs = HOUR_MS;
    const { reason, message, reportingComponent } = await firstEvent(pod);
    assert.deepEqual([reason, reportingComponent], ["StuckTerminating", "mount-monitor-webhook"]);
    assert.match(message, /^told to go, its grace period ended at .* on node node-7, as root: /);
    await until("both at rest", LIMIT_MS, () => logged.filter((line) => line.includes("media/going")).length > 0);
    assert.equal((await eventsOf(pod)).length, 1);
    const told = () => logged.filter((line) => line.includes("does not get on") && line.includes("media/going")).length;
    assert.equal(told(), 1);
    laterMs += HOUR_MS;
    await until("a second event", LIMIT_MS, () => told() === 2);
    assert.equal((await eventsOf(pod)).length, 2);
    await removePod(plane.admin, pod);
    laterMs = 0;
  });

  it("are told of with what keeps them, where that is no mount", async () => {
    const pod = await injected("held");
    const finalizers = ["example.org/backup"];
    await plane.admin.expect(podPath(pod), { method: "PATCH", body: { metadata: { finalizers } } });
    await plane.admin.expect(`${podPath(pod)}/status`, { method: "PATCH", body: { status: { phase: "Succeeded" } } });
    await plane.admin.expect(podPath(pod), { method: "DELETE" });
    const known = () => cluster.pods.get("media/held");
    await until("it going", LIMIT_MS, () => known()?.deletionTimestamp !== undefined && known()?.finished);
    laterMs = HOUR_MS;
    assert.match((await firstEvent(pod)).message, /: finalizers hold it: example\.org\/backup; /);
    await plane.admin.expect(podPath(pod), { method: "PATCH", body: { metadata: { finalizers: null } } });
    laterMs = 0;
  });

  it("are told of while their gate waits, but not before its time", async () => {
    const created = await plane.admin.expect("/api/v1/namespaces/media/pods", {
      method: "POST",
      body: {
        metadata: { name: "waiting", labels: { "mount-monitor.io/injected": "true" } },
        spec: {
          nodeName: "node-7",
          initContainers: [{ name: "mount-monitor-gate", image: "x" }],
          containers: [{ name: "app", image: "app" }],
        },
      },
    });
    const pod: PodRef = { namespace: "media", name: "waiting", uid: created.metadata.uid, account: "default" };
    const at = (ms: number) => new Date(ms).toISOString();
    const report = (sinceMs: number) =>
      plane.admin.expect(`${podPath(pod)}/status`, {
        method: "PATCH",
        body: {
          status: {
            phase: "Pending",
            conditions: [{ type: "Initialized", status: "False", lastTransitionTime: at(sinceMs) }],
            initContainerStatuses: [
              {
                name: "mount-monitor-gate",
                image: "x",
                imageID: "",
                ready: false,
                restartCount: 0,
                state: { running: { startedAt: at(sinceMs) } },
              },
            ],
          },
        },
      });
    await report(Date.now());
    await until("it waiting", LIMIT_MS, () => cluster.pods.get("media/waiting")?.start?.waitsFor === "gate");
    assert.deepEqual(await eventsOf(pod), []);
    await report(Date.now() - HOUR_MS);
    const { reason, message } = await firstEvent(pod);
    assert.equal(reason, "GateWaiting");
    assert.match(message, /kubectl -n media logs waiting -c mount-monitor-gate$/);
  });
});
