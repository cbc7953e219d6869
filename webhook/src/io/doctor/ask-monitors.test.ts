import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { injectedPod } from "../../core/doctor/testing/example-picture.ts";
import { askMonitors } from "./ask-monitors.ts";
import { fakeCalls } from "../live/testing/fake-calls.ts";

const report = (ok: boolean) => ({
  timestamp: "2026-11-26T12:00:00Z",
  mounts: [
    { path: "/a", status: "HEALTHY", lastError: "" },
    {
      path: "/b",
      status: "UNHEALTHY",
      lastError: "no answer within 5s",
      mounted: { type: "fuse.rclone", source: "r:", device: "0:52" },
    },
    { path: "/c", status: "DEGRADED", lastError: "gone", mounted: { type: "nfs4", source: "s:/", device: "0:53" } },
  ],
  restart: { action: "delete", state: "held", reason: "paused", selfTest: { ok, message: "why" } },
});

describe("askMonitors", () => {
  it("asks through the API server, below the nonce, and takes 503 for an answer", async () => {
    const pods = [injectedPod("a"), injectedPod("b", {}, { httpPort: 21_000, probeNonce: "0ab" })];
    const { calls, asked } = fakeCalls(() => [503, report(true)]);
    const { monitors, gaps } = await askMonitors(calls, pods);
    assert.deepEqual(
      asked.map(({ path }) => path),
      [
        "/api/v1/namespaces/media/pods/http:a:9847/proxy/healthz/status",
        "/api/v1/namespaces/media/pods/http:b:21000/proxy/0ab/healthz/status",
      ],
    );
    const failing = [
      {
        path: "/b",
        status: "UNHEALTHY",
        error: "no answer within 5s",
        freeCommand: "echo 1 > /sys/fs/fuse/connections/52/abort",
      },
      { path: "/c", status: "DEGRADED", error: "gone", freeCommand: undefined },
    ];
    const value = { failing, selfTest: { ok: true, message: "why" }, held: "paused" };
    assert.deepEqual(monitors.get("media/a"), { t: "known", value });
    assert.deepEqual(gaps, []);
  });

  it("leaves out pods that do not run, and asks those first that should be gone", async () => {
    const leaving = { metadata: { deletionTimestamp: "2026-11-26T12:00:00Z" } };
    const pods = [injectedPod("a"), injectedPod("b", { status: { phase: "Pending" } }), injectedPod("c", leaving)];
    const { calls, asked } = fakeCalls(() => [200, report(true)]);
    await askMonitors(calls, pods);
    assert.deepEqual(
      asked.map(({ path }) => /http:(\w)/.exec(path)?.[1]),
      ["c", "a"],
    );
  });

  it("stops where it is not allowed, and says so once", async () => {
    const pods = Array.from({ length: 40 }, (_, index) => injectedPod(`p${index}`));
    const { calls, asked } = fakeCalls(() => [403, { message: "pods/proxy is forbidden" }]);
    const { monitors, gaps } = await askMonitors(calls, pods);
    assert.ok(asked.length <= 8);
    assert.equal(monitors.size, 0);
    assert.deepEqual(gaps, [{ what: "what the monitors of 40 pods say", why: "pods/proxy is forbidden" }]);
  });

  it("says which did not answer, and how many were not asked", async () => {
    const pods = Array.from({ length: 62 }, (_, index) => injectedPod(`p${String(index).padStart(2, "0")}`));
    const { calls } = fakeCalls(({ path }) =>
      path.includes("p07")
        ? [503, { message: "error trying to reach service: dial tcp: i/o timeout" }]
        : [200, report(true)],
    );
    const { monitors, gaps } = await askMonitors(calls, pods);
    assert.equal(monitors.size, 60);
    assert.deepEqual(gaps, [
      {
        what: "what the monitors of 1 pod say, such as media/p07",
        why: "error trying to reach service: dial tcp: i/o timeout",
      },
      { what: "what the monitors of 2 pods say", why: "at most 60 are asked" },
    ]);
  });
});
