import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { known } from "../../core/live/known.ts";
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
    const seen = await hearMonitors(calls, [...pods(200), films]);
    const kindIn = (namespace: string) => kindsOf(seen.filter(({ pod }) => pod.namespace === namespace));
    assert.deepEqual([...new Set(kindIn("media"))], ["forbidden"]);
    assert.deepEqual(kindIn("films"), ["answer"]);
    assert.ok(asked.length <= 65, `${asked.length} calls`);
  });

  it("does not take the refusal of a mesh for one of the API server", async () => {
    const { calls } = fakeCalls(() => [403, { error: "RBAC: access denied" }]);
    const [seen] = await hearMonitors(calls, pods(1));
    assert.equal(seen?.heard.t, "failed");
  });

  it("lets no slow pod hold up the others", async () => {
    const { calls, waiting } = slowCalls();
    const done: string[] = [];
    const heard = hearMonitors(calls, pods(100)).then((seen) => done.push(...kindsOf(seen)));
    // All but the first answer, also those that were asked only when others had.
    for (let answered = 1; answered < 100; answered++) {
      while (waiting[answered] === undefined) await new Promise(setImmediate);
      waiting[answered]?.(200, answer("/a"));
    }
    assert.deepEqual(done, []);
    waiting[0]?.(502, { message: "slow" });
    await heard;
    assert.deepEqual(done, ["failed", ...Array.from({ length: 99 }, () => "answer")]);
  });

  it("has no time left for all, when many take theirs", async () => {
    const { calls, asked } = fakeCalls(() => [502, { message: "gone" }]);
    let nowMs = 0;
    const seen = await hearMonitors(calls, pods(300), () => (nowMs += 1_000));
    assert.ok(asked.length < 64, `${asked.length} calls`);
    assert.equal(seen.at(-1)?.heard.t, "no-time");
  });

  it("leaves time for those behind a workload of which nobody answers", async () => {
    let nowMs = 0;
    const { calls } = fakeCalls(({ path }) => {
      nowMs += 100;
      return Number(/http:p(\d+):/.exec(path)?.[1]) < 200 ? [502, { message: "gone" }] : [200, answer("/a")];
    });
    const seen = await hearMonitors(calls, pods(400), () => nowMs);
    const answers = kindsOf(seen).filter((kind) => kind === "answer").length;
    assert.ok(answers > 80, `${answers} answered`);
    assert.equal(new Set(seen.map(({ pod }) => pod.name)).size, 400);
  });
});
