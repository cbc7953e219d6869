import type { ControlPlane } from "../../control-plane/support/control-plane.ts";
import type { End } from "../faults/place.ts";
import type { WebhookHappening } from "../model/webhook-fact.ts";
import type { MemoryRange, WebhookFault } from "../schedule/webhook-fault.ts";
import type { ServedPair } from "./served-pair.ts";

const OBSERVE = { "mount-monitor.io/mode": "observe" };

/** Does to webhook and cluster what was drawn. */
export function webhookFaults(
  plane: ControlPlane,
  pair: ServedPair,
  tell: (what: WebhookHappening) => void,
): (fault: WebhookFault) => Promise<End> {
  const { admin } = plane;
  const namespace = `/api/v1/namespaces/${pair.scene.apps}`;
  const limitRange = `${namespace}/limitranges/soak`;
  const annotate = (annotations: object) =>
    admin.expect(namespace, { method: "PATCH", body: { metadata: { annotations } } });
  const replicasLane = createLane();
  const limitsLane = createLane();
  const modeLane = createLane();
  // One that changes something while the API server is away has to wait for it.
  let upAgain: Promise<void> = Promise.resolve();

  const startAgain = async (replica: 0 | 1) => {
    await pair.start(replica);
    await upAgain;
    // Otherwise all calls would stay with the one that was there meanwhile, and the next loss of this one hurt nobody.
    await pair.scene.moveService();
  };

  return async (fault) => {
    switch (fault.t) {
      case "replica-killed": {
        const leave = await replicasLane();
        tell({ t: "replica-lost", known: false });
        await pair.kill(fault.replica);
        tell({ t: "replica-lost", known: true });
        return () => startAgain(fault.replica).finally(leave);
      }
      case "replica-restarted": {
        const leave = await replicasLane();
        await pair.terminate(fault.replica);
        return () => startAgain(fault.replica).finally(leave);
      }
      case "limit-range": {
        const leave = await limitsLane();
        await upAgain;
        await admin.expect(`${namespace}/limitranges`, { method: "POST", body: limitRangeOf(fault.range) });
        tell({ t: "limits", range: fault.range });
        return async () => {
          await upAgain;
          await admin.expect(limitRange, { method: "DELETE" });
          tell({ t: "limits", range: undefined });
          leave();
        };
      }
      case "namespace-observes": {
        const leave = await modeLane();
        await upAgain;
        await annotate(OBSERVE);
        tell({ t: "mode", mode: "observe" });
        return async () => {
          await upAgain;
          await annotate({ "mount-monitor.io/mode": null });
          tell({ t: "mode", mode: "enforce" });
          leave();
        };
      }
      case "api-server-restarted": {
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        promise.catch(() => {});
        upAgain = promise;
        tell({ t: "api-server", up: false });
        await plane.stopApiServer();
        return async () => {
          await plane.startApiServer().then(resolve, reject);
          await promise;
          tell({ t: "api-server", up: true });
        };
      }
    }
  };
}

/** Where the end of one fault takes longer than it was meant to, the next one waits for that end. */
function createLane(): () => Promise<() => void> {
  let free: Promise<void> = Promise.resolve();
  return async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = free;
    free = promise;
    await before;
    return resolve;
  };
}

function limitRangeOf({ minMiB, maxMiB }: MemoryRange) {
  const amount = (mib: number | undefined) => (mib === undefined ? undefined : { memory: `${mib}Mi` });
  return {
    metadata: { name: "soak" },
    spec: { limits: [{ type: "Container", min: amount(minMiB), max: amount(maxMiB) }] },
  };
}
