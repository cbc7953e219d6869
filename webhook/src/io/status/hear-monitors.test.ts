import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { known, unknown } from "../../core/live/known.ts";
import { livePod, monitored } from "../../core/status/testing/example-status.ts";
import type { ClusterCalls } from "../live/cluster-calls.ts";
import { fakeCalls } from "../live/testing/fake-calls.ts";
import { hearMonitors } from "./hear-monitors.ts";

const answer = (path: string) => ({
  timestamp: "2026-11-26T12:00:00Z",
  version: "1.2.3",
  mounts: [{ path, status: "HEALTHY" }],
  restart: {},
});
const FORBIDDEN = {
  message:
    'pods "http:a:9847" is forbidden: User "jane" cannot get resource "pods/proxy" in API group "" in the namespace "media"',
};
const pods = (count: number, metadata = {}) =>
  Array.from({ length: count }, (_, index) => monitored(livePod(`p${index}`, { metadata })));
const kindsOf = (seen: Awaited<ReturnType<typeof hearMonitors>>) => seen.map(({ heard }) => heard.t);

/** A cluster that answers when it is told to. */
function slowCalls() {
  const waiting: Array<(status: number, document: unknown) => void> = [];
  const call: ClusterCalls["call"] = () =>
    new Promise((resolve) => {
      waiting.push((status, document) =>
        resolve(known({ status, document, body: JSON.stringify(document), serverMs: undefined })),
      );
    });
  const unused = () => Promise.reject(new Error("nothing is read"));
  return { calls: { call, get: unused, list: unused } satisfies ClusterCalls, waiting };
}

describe("hearMonitors", () => {
  it("asks below the nonce, and takes 503 for an answer", async () => {
    const { calls, asked } = fakeCalls(() => [503, answer("/mnt/media")]);
    const [seen] = await hearMonitors(calls, pods(1));
    assert.match(
      asked[0]?.path ?? "",
      /^\/api\/v1\/namespaces\/media\/pods\/http:p0:\d+\/proxy(?:\/[0-9a-z]+)?\/healthz\/status$/,
    );
    assert.deepEqual(seen?.heard.t === "answer" && seen.heard.answer.mounts[0]?.path, "/mnt/media");
  });

  it("asks nobody who cannot answer", async () => {
    const { calls, asked } = fakeCalls(() => [200, answer("/a")]);
    const leaving = monitored(livePod("a", { metadata: { deletionTimestamp: "2026-11-26T12:00:00Z" } }));
    const pending = monitored(livePod("b", { status: { phase: "Pending" } }));
    assert.deepEqual(kindsOf(await hearMonitors(calls, [leaving, pending])), ["not-asked", "not-asked"]);
    assert.deepEqual(asked, []);
  });

  it("stops in a namespace where it may not, and there alone", async () => {
    const films = monitored(livePod("f", { namespace: "films" }));
    const { calls, asked } = fakeCalls(({ path }) =>
      path.includes("/films/") ? [200, answer("/a")] : [403, FORBIDDEN],
    );
    const seen = await hearMonitors(calls, [...pods(100), films]);
    assert.deepEqual([...new Set(kindsOf(seen.slice(0, 100)))], ["forbidden"]);
    assert.equal(seen.at(-1)?.heard.t, "answer");
    assert.ok(asked.length <= 33, `${asked.length} calls`);
  });

  it("does not take the refusal of a mesh for one of the API server", async () => {
    const { calls } = fakeCalls(() => [403, { error: "RBAC: access denied" }]);
    const [seen] = await hearMonitors(calls, pods(1));
    assert.equal(seen?.heard.t, "failed");
  });

  it("lets no slow pod hold up the others", async () => {
    const { calls, waiting } = slowCalls();
    const done: string[] = [];
    const all = pods(40);
    const heard = hearMonitors(calls, all).then((seen) => done.push(...kindsOf(seen)));
    // All but the first answer, also those that were asked only when others had.
    for (let answered = 1; answered < 40; answered++) {
      while (waiting[answered] === undefined) await new Promise(setImmediate);
      waiting[answered]?.(200, answer("/a"));
    }
    assert.deepEqual(done, []);
    waiting[0]?.(502, { message: "slow" });
    await heard;
    assert.deepEqual(done, ["failed", ...Array.from({ length: 39 }, () => "answer")]);
  });

  it("has no time left for all, when many take theirs", async () => {
    const { calls, asked } = fakeCalls(() => [502, { message: "gone" }]);
    let nowMs = 0;
    const seen = await hearMonitors(calls, pods(200), () => (nowMs += 1_000));
    assert.ok(asked.length < 32, `${asked.length} calls`);
    assert.equal(seen.at(-1)?.heard.t, "no-time");
  });

  it("gives a node up whose monitors do not answer, and no other", async () => {
    const elsewhere = { ...monitored(livePod("z")), node: "node-2" };
    let calls = 0;
    const cluster: ClusterCalls = {
      async call(_method, path) {
        calls++;
        const document = answer("/a");
        return path.includes("http:z:")
          ? known({ status: 200, document, body: "", serverMs: undefined })
          : unknown("no answer within 3000 ms");
      },
      get: () => Promise.reject(new Error("unused")),
      list: () => Promise.reject(new Error("unused")),
    };
    const seen = await hearMonitors(cluster, [...pods(300), elsewhere]);
    assert.ok(calls < 40, `${calls} calls`);
    assert.deepEqual(seen.at(-2)?.heard, { t: "failed", why: "no monitor on node node-1 answers" });
    assert.equal(seen.at(-1)?.heard.t, "answer");
  });
});
