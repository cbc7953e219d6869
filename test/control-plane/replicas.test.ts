import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { missingControlPlane } from "./support/assets.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { goldenPod } from "./support/golden-pod.ts";
import { type ServiceProxy, startServiceProxy } from "./support/service-proxy.ts";
import { until } from "./support/until.ts";
import { startWebhook, type WebhookProgram } from "./support/webhook-program.ts";
import { registerWebhook } from "./support/webhook-registration.ts";

const skip = missingControlPlane() ?? false;

const NAMESPACE = "media";
const CLIENTS = 8;
/** With a replica that is killed: a client may meet it once more, on a connection that was not closed yet. */
const MOST_LOST = 2 * CLIENTS;
const LIMIT_MS = 120_000;

describe("two replicas behind a Service, under load,", { skip }, () => {
  let plane: ControlPlane;
  let proxy: ServiceProxy;
  const replicas = new Map<WebhookProgram, () => void>();

  before(async () => {
    plane = await startControlPlane();
    proxy = await startServiceProxy();
    const [{ caPem }] = await Promise.all([join(), join()]);
    await registerWebhook(plane, { port: proxy.port, caPem });
    await plane.createNamespace(NAMESPACE);
  });
  after(async () => {
    await Promise.all([...replicas.keys()].map((replica) => replica.stop()));
    proxy?.close();
    await plane?.stop();
  });

  /** A replica that the Service sends new connections to. */
  async function join(): Promise<WebhookProgram> {
    const replica = await startWebhook(plane, { config: { drainDelay: "3s" } });
    const backend = { port: replica.port, isReady: () => true };
    proxy.add(backend);
    replicas.set(replica, () => proxy.remove(backend));
    return replica;
  }

  /** The Service sends nothing new there any more; what is open stays open. */
  function leave(replica: WebhookProgram): void {
    replicas.get(replica)?.();
    replicas.delete(replica);
  }

  /** Creates that leave nothing behind, from several clients at once, until it is stopped; what failed, and how many did not. */
  function startLoad() {
    const { pod } = goldenPod("annotation-mode", NAMESPACE);
    const failures: string[] = [];
    let [made, stopped] = [0, false];
    const run = async () => {
      for (;;) {
        if (stopped) return;
        const path = `/api/v1/namespaces/${NAMESPACE}/pods?dryRun=All`;
        const { status, text } = await plane.admin.call(path, { method: "POST", body: pod });
        if (status === 201) made++;
        else failures.push(text);
      }
    };
    const running = Promise.all(Array.from({ length: CLIENTS }, run));
    return {
      failures,
      async further(count: number): Promise<void> {
        const before = made;
        await until(
          `${count} further pods`,
          LIMIT_MS,
          () => made >= before + count,
          () => failures.join("\n"),
        );
      },
      async stop(): Promise<void> {
        stopped = true;
        await running;
      },
    };
  }

  async function underLoad(act: (load: ReturnType<typeof startLoad>) => Promise<void>): Promise<readonly string[]> {
    const load = startLoad();
    try {
      await load.further(60);
      await act(load);
      await load.further(60);
    } finally {
      await load.stop();
    }
    return load.failures;
  }

  it("both answer", async () => {
    const bothAnswer = () => [...replicas.keys()].every((replica) => replica.reviewsIn(NAMESPACE).length > 0);
    // As many connections as calls were under way at a time: how many that is, the API server decides.
    const failures = await underLoad(() => until("an answer of each", LIMIT_MS, bothAnswer).then(() => {}));
    assert.deepEqual(failures, []);
  });

  it("one is replaced as in a rollout, and not one call fails", async () => {
    const failures = await underLoad(async () => {
      const [old] = replicas.keys();
      assert.ok(old);
      await join();
      leave(old);
      await old.stop();
    });
    assert.deepEqual(failures, []);
  });

  it("one is killed, and only calls that it was answering fail", async () => {
    const failures = await underLoad(async (load) => {
      const [dead] = replicas.keys();
      assert.ok(dead);
      leave(dead);
      await dead.kill();
      // What it was answering may fail after others were let through.
      for (let known = -1; known !== load.failures.length && load.failures.length <= MOST_LOST;) {
        known = load.failures.length;
        await load.further(60);
      }
    });
    assert.ok(failures.length <= MOST_LOST, failures.join("\n"));
    for (const failure of failures) assert.match(failure, /failed calling webhook \\"pods\.mount-monitor\.io\\"/);
  });
});
