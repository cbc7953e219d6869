import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { FailurePlan } from "../../../test/stand-in-api/failure.ts";
import { type StandInApi, startStandInApi } from "../../../test/stand-in-api/stand-in-api.ts";
import type { RoundResult } from "../../core/kube/retry-round.ts";
import { createKubeClient } from "./kube-client.ts";
import { restartPod } from "./restart-pod.ts";

const POD = { namespace: "media", name: "plex-0", uid: "u1" };
const POLICY = { maxRetries: 3, retryBackoffInitialMs: 100, retryBackoffMaxMs: 10_000 };

let api: StandInApi;
beforeEach(async () => void (api = await startStandInApi({ pods: [POD] })));
afterEach(() => api.close());

describe("restartPod", () => {
  const accepted: RoundResult = { t: "accepted", gone: false };
  const table: ReadonlyArray<
    readonly [name: string, plan: FailurePlan, expected: Partial<RoundResult>, waits: readonly number[]]
  > = [
    ["accepted at once", "ok", accepted, []],
    ["accepted in the end", ["server-error", "reset", "ok"], accepted, [100, 200]],
    ["accepted, and the answer lost", ["lost-answer"], accepted, [100]],
    ["gone", "not-found", { t: "accepted", gone: true }, []],
    ["a new token in time", ["rotate-token"], accepted, []],
    ["busy, as long as told", ["busy"], accepted, [1_000]],
    ["never", "server-error", { t: "failed" }, [100, 200]],
    ["refused", "refused", { t: "failed" }, [100, 200]],
    ["no permission", "forbidden", { t: "blocked", reason: "permission" }, []],
    ["a policy", "denied", { t: "blocked", reason: "policy" }, []],
    ["no room", "disruption-budget", { t: "blocked", reason: "disruption-budget" }, [100, 200]],
    ["two budgets", "two-budgets", { t: "blocked", reason: "disruption-budget" }, []],
    ["a token that nobody accepts", "unauthorized", { t: "blocked", reason: "token" }, [100, 200]],
    [
      "told to wait longer than a round",
      { status: 429, headers: { "retry-after": "60" } },
      { t: "blocked", reason: "busy", retryAfterMs: 60_000 },
      [],
    ],
  ];
  for (const action of ["delete", "evict"] as const) {
    for (const [name, plan, expected, waits] of table) {
      it(`${action}: ${name}`, async () => {
        await api.fail(plan);
        const slept: number[] = [];
        const sleep = async (ms: number): Promise<void> => void slept.push(ms);
        const result = await restartPod(createKubeClient(api), action, POD, POLICY, { sleep });
        assert.deepEqual({ ...result, ...expected }, result, JSON.stringify(result));
        assert.deepEqual(slept, waits);
        for (const deletion of api.deleted) assert.equal(deletion.by, action);
        assert.equal(api.deleted.length > 0, result.t === "accepted" && !result.gone);
      });
    }
  }

  it("stops in its wait when it is given up", async () => {
    rmSync(api.tokenFile);
    const controller = new AbortController();
    const sleep = async (): Promise<void> => controller.abort();
    const deps = { sleep, signal: controller.signal };
    assert.deepEqual(await restartPod(createKubeClient(api), "delete", POD, POLICY, deps), { t: "cancelled" });
  });

  it("stops in its call when it is given up", async () => {
    await api.fail("hang");
    const controller = new AbortController();
    const ended = restartPod(createKubeClient(api), "delete", POD, POLICY, {
      sleep: async () => {},
      signal: controller.signal,
    });
    await api.waitFor(({ connections }) => connections > 0);
    controller.abort();
    assert.deepEqual(await ended, { t: "cancelled" });
  });
});
