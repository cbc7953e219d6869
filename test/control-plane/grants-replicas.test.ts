/** Two replicas at once, many pods, and outages: nothing is lost, nothing fights, and nothing is written in vain. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { GRANT_TIMING } from "../../webhook/src/core/grants/timing.ts";
import { missingControlPlane } from "./support/assets.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { FAST, type GrantScene, openGrantScene } from "./support/grants/grant-scene.ts";
import { createInjectedPod } from "./support/grants/injected-pods.ts";
import { until } from "./support/until.ts";

const skip = missingControlPlane() ?? false;
const LIMIT_MS = 120_000;
const ACCOUNTS = ["plex", "jelly", "default"];
const CHURN = 300;
const LATENCIES = 100;

describe("grants of two replicas", { skip, timeout: 600_000 }, () => {
  let plane: ControlPlane;
  let scene: GrantScene;
  before(async () => {
    plane = await startControlPlane();
    scene = await openGrantScene(plane);
    await scene.guard.enforce();
  });
  afterEach(() => scene?.stopReplicas());
  after(async () => {
    scene?.close();
    await plane?.stop();
  });

  const open = async (namespace: string) => {
    await plane.createNamespace(namespace);
    for (const name of ACCOUNTS.filter((account) => account !== "default"))
      await plane.admin.expect(`/api/v1/namespaces/${namespace}/serviceaccounts`, {
        method: "POST",
        body: { metadata: { name } },
      });
  };
  const remove = (namespace: string, name: string) =>
    plane.admin.expect(`/api/v1/namespaces/${namespace}/pods/${name}`, { method: "DELETE" });
  const given = (names: readonly string[]) =>
    names.length === 0 ? undefined : `delete ${[...names].sort().join(" ")} marker events`;

  it("are exact after many pods came and went, without a fight", async (test) => {
    await open("churn");
    const replicas = [await scene.startReplica(), await scene.startReplica()];
    const before = scene.writes.length;
    let removed = 0;
    const living = new Map<string, Set<string>>(ACCOUNTS.map((account) => [account, new Set<string>()]));
    for (let index = 0; index < CHURN; index++) {
      const account = ACCOUNTS[index % ACCOUNTS.length] ?? "default";
      const pods = living.get(account) ?? new Set();
      const name = `${account}-${index}`;
      await createInjectedPod(plane, "churn", { name, account });
      pods.add(name);
      // Every second one goes soon.
      const [oldest = ""] = pods;
      if (index % 2 === 1 && pods.size > 3) {
        await remove("churn", oldest);
        removed++;
        pods.delete(oldest);
      }
    }
    for (const [account, pods] of living) await scene.untilGranted("churn", given([...pods]), account);
    await scene.untilQuiet();
    const writes = scene.writes.length - before;
    const own = replicas.map(({ grants }) => grants.status());
    test.diagnostic(`${CHURN} pods, half of them removed: ${writes} writes, ${(writes / CHURN).toFixed(2)} per pod`);
    test.diagnostic(
      `by replica: ${own.map(({ writes }) => writes).join(" and ")}, refused: ${own.map(({ failures }) => failures).join(" and ")}`,
    );
    // A call that a busy server took too long for counts as a failure, though it was done.
    const counted = own.reduce((sum, { writes }) => sum + writes, 0);
    const unheard = own.reduce((sum, { failures }) => sum + failures, 0);
    assert.ok(counted <= writes, "every write changed something");
    assert.ok(writes <= counted + unheard, "nobody else has written");
    // Each pod in and out again, where none shares a write with another; and a Role and its binding for each account.
    assert.ok(writes <= CHURN + removed + 2 * ACCOUNTS.length, "they fight");
    await scene.untilQuiet();
    assert.equal(scene.writes.length - before, writes, "writes go on for ever");
    // What failed is tried again, after a while: that is no trouble that lasts.
    await scene.untilNoTrouble(LIMIT_MS);
  });

  it("are not written when a pod comes back under its name", async () => {
    await open("stateful");
    await scene.startReplica({ timing: GRANT_TIMING });
    const replica = await scene.startReplica({ timing: GRANT_TIMING });
    await createInjectedPod(plane, "stateful", { name: "plex-0" });
    await createInjectedPod(plane, "stateful", { name: "plex-1" });
    await scene.untilGranted("stateful", "delete plex-0 plex-1 marker events");
    await scene.untilQuiet();
    const writes = () => scene.writes.filter((write) => write.includes("stateful/")).length;
    const before = writes();
    for (const name of ["plex-0", "plex-1", "plex-0"]) {
      await remove("stateful", name);
      const { uid } = await createInjectedPod(plane, "stateful", { name });
      await until("it is seen", LIMIT_MS, () => replica.pods.get(`stateful/${name}`)?.uid === uid);
      // The API server itself may know of the new pod later than the replica, and until then takes no token of it.
      await scene.untilMayDelete("stateful", name);
    }
    await scene.untilQuiet();
    assert.equal(writes(), before);
  });

  it("outlive the API server, and go on when it is back", async () => {
    await open("outage");
    const replicas = [await scene.startReplica(), await scene.startReplica()];
    await createInjectedPod(plane, "outage", { name: "a" });
    await createInjectedPod(plane, "outage", { name: "b" });
    await scene.untilGranted("outage", "delete a b marker events");
    await plane.stopApiServer();
    await until("an outage that is seen", LIMIT_MS, () =>
      replicas.every(({ grants }) => !grants.status().policy.inForce),
    );
    await plane.startApiServer();
    assert.equal(await scene.granted("outage"), "delete a b marker events");
    await createInjectedPod(plane, "outage", { name: "c" });
    await remove("outage", "a");
    await scene.untilGranted("outage", "delete b c marker events");
    for (const { grants } of replicas) assert.equal(grants.status().revocations, 0);
    await scene.untilNoTrouble(LIMIT_MS);
  });

  it("are there soon after the pod", async (test) => {
    await open("latency");
    await scene.startReplica({ timing: FAST });
    await scene.startReplica({ timing: FAST });
    await createInjectedPod(plane, "latency", { name: "first" });
    await scene.untilGranted("latency", "delete first marker events");
    const before = scene.writes.length;
    const tookMs: number[] = [];
    for (let index = 0; index < LATENCIES; index++) {
      const name = `p-${index}`;
      await createInjectedPod(plane, "latency", { name });
      const createdMs = performance.now();
      await scene.untilMayDelete("latency", name);
      tookMs.push(performance.now() - createdMs);
      await remove("latency", name);
    }
    tookMs.sort((a, b) => a - b);
    const at = (share: number) => Math.round(tookMs[Math.floor(share * (tookMs.length - 1))] ?? 0);
    await scene.untilGranted("latency", "delete first marker events");
    const writes = scene.writes.length - before;
    test.diagnostic(
      `${LATENCIES} pods, from created to may delete itself: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, worst ${at(1)} ms`,
    );
    test.diagnostic(`${(writes / LATENCIES).toFixed(2)} writes per pod`);
  });
});
