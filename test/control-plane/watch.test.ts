import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import {
  type ApiConnection,
  type Change,
  type Collection,
  type CollectionWatch,
  metadataOf,
  textsOf,
  watchCollection,
  type WatchState,
} from "@mount-monitor/kube";
import { missingControlPlane } from "./support/assets.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { forgetHistory } from "./support/etcd-history.ts";
import { type SeverableProxy, startSeverableProxy } from "./support/severable-proxy.ts";
import { until } from "./support/until.ts";

const skip = missingControlPlane() ?? false;
const LIMIT_MS = 60_000;
/** What it takes for settled is that for sure: between the answer of a busy server and its word that it cannot go on a while may pass. */
const PACE = { firstPauseMs: 20, longestPauseMs: 200, longestRefusedPauseMs: 100, settledMs: 10_000 };
const READER = "reader";

describe("watches on a real API server", { skip, timeout: 300_000 }, () => {
  let plane: ControlPlane;
  let proxy: SeverableProxy;
  let watch: CollectionWatch<string> | undefined;
  let states: WatchState["t"][] = [];
  let changes: Change<string>[] = [];
  let logged: string[] = [];
  let namespaces = 0;
  before(async () => {
    plane = await startControlPlane({ users: [{ name: READER }] });
    proxy = await startSeverableProxy(Number(new URL(plane.url).port));
  });
  after(async () => {
    proxy?.close();
    await plane?.stop();
  });
  afterEach(() => watch?.close());

  /** A namespace of its own for each test, with ConfigMaps or Events that have a value. */
  const scene = async (kind = "configmaps") => {
    const namespace = `watched-${++namespaces}`;
    await plane.createNamespace(namespace);
    const path = `/api/v1/namespaces/${namespace}/${kind}`;
    const rest = (value: string) =>
      kind === "events" ? { involvedObject: { namespace }, message: value } : { data: { value } };
    return {
      path,
      put: (name: string, value: string) =>
        plane.admin.expect(path, { method: "POST", body: { metadata: { name }, ...rest(value) } }),
      change: (name: string, value: string) =>
        plane.admin.expect(`${path}/${name}`, { method: "PATCH", body: rest(value) }),
      remove: (name: string) => plane.admin.expect(`${path}/${name}`, { method: "DELETE" }),
    };
  };
  /** What the user may do with ConfigMaps of one namespace, once `allow` has said so. */
  const access = async (path: string) => {
    const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${path.split("/")[4]}`;
    const metadata = { name: "read" };
    const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "read" };
    const subjects = [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: READER }];
    await plane.admin.expect(`${rbac}/rolebindings`, { method: "POST", body: { metadata, roleRef, subjects } });
    await plane.admin.expect(`${rbac}/roles`, { method: "POST", body: { metadata } });
    return (verbs: readonly string[]) =>
      plane.admin.expect(`${rbac}/roles/read`, {
        method: "PATCH",
        body: { rules: [{ apiGroups: [""], resources: ["configmaps"], verbs }] },
      });
  };
  const follow = (
    path: string,
    collection: Partial<Collection<string>> = {},
    connection: ApiConnection = { ...plane.connectionOf("admin"), url: `https://127.0.0.1:${proxy.port}` },
  ): CollectionWatch<string> => {
    states = [];
    changes = [];
    logged = [];
    const read: Collection<string>["read"] = ({ data, message }) =>
      typeof message === "string" ? message : textsOf(data)["value"];
    return (watch = watchCollection(
      connection,
      { title: "ConfigMaps", path, read, ...collection },
      {
        log: { info: () => {}, warn: (fields) => void logged.push(JSON.stringify(fields)) },
        onChange: (news) => void changes.push(...news),
        onState: ({ t }) => void states.push(t),
        pace: PACE,
      },
    ));
  };
  const known = () => [...(watch?.objects ?? [])].map(([key, value]) => `${key.split("/")[1]}=${value}`).toSorted();
  const holds = (what: string, expected: readonly string[]) =>
    until(
      what,
      LIMIT_MS,
      () => known().join() === expected.join(),
      () => JSON.stringify([known(), states, logged]),
    );
  const state = (t: WatchState["t"]) =>
    until(
      t,
      LIMIT_MS,
      () => watch?.state().t === t,
      () => JSON.stringify([states, logged]),
    );

  it("list what there is over several pages, and then tell what becomes of it", async () => {
    const { path, put, change, remove } = await scene();
    const names = ["a", "b", "c", "d", "e", "f", "g"];
    for (const name of names) await put(name, "1");
    follow(path, { pageSize: 3 });
    assert.deepEqual([watch?.state().t, watch?.objects.size], ["starting", 0]);
    await holds(
      "the list",
      names.map((name) => `${name}=1`),
    );
    await put("h", "1");
    await change("a", "2");
    await remove("b");
    // No value any more: nothing is kept of it.
    await plane.admin.expect(`${path}/c`, { method: "PATCH", body: { data: { value: null } } });
    await holds("the changes", ["a=2", "d=1", "e=1", "f=1", "g=1", "h=1"]);
    assert.deepEqual(
      changes.slice(7).map(({ key, before, after }) => [key.split("/")[1], before, after]),
      [
        ["h", undefined, "1"],
        ["a", "1", "2"],
        ["b", "1", undefined],
        ["c", "1", undefined],
      ],
    );
    assert.deepEqual([watch?.lists(), states], [1, ["current"]]);
  });

  it("heed selectors, and see what leaves them as gone", async () => {
    const { path, put } = await scene();
    await put("a", "1");
    await put("b", "1");
    const label = (value: string | null) =>
      plane.admin.expect(`${path}/a`, { method: "PATCH", body: { metadata: { labels: { "x.io/marked": value } } } });
    follow(path, { labelSelector: "x.io/marked=true" });
    await state("current");
    assert.deepEqual(known(), []);
    await label("true");
    await holds("the one with the label", ["a=1"]);
    await label(null);
    await holds("none", []);
    watch?.close();
    follow(path, { fieldSelector: "metadata.name=b" });
    await holds("the one with the name", ["b=1"]);
  });

  it("are sent metadata alone where no more is wanted", async () => {
    const { path, put, change } = await scene();
    await put("a", "1");
    const read: Collection<string>["read"] = (object) =>
      `${Object.keys(object)
        .filter((key) => key !== "apiVersion" && key !== "kind")
        .join("+")} ${metadataOf(object).resourceVersion}`;
    const parts = () => [...(watch?.objects.values() ?? [])].map((text) => text.split(" ")[0]);
    for (const [form, expected] of [
      ["whole", "metadata+data"],
      ["metadata", "metadata"],
    ] as const) {
      follow(path, { form, read });
      await until("the list", LIMIT_MS, () => watch?.objects.size === 1);
      assert.deepEqual(parts(), [expected]);
      await change("a", form);
      await until("an event", LIMIT_MS, () => changes.length === 2);
      assert.deepEqual(parts(), [expected]);
      watch?.close();
    }
  });

  it("go on after a broken connection where they stopped, without a list", async () => {
    const { path, put, change, remove } = await scene();
    for (const name of ["a", "b", "c"]) await put(name, "1");
    follow(path);
    await holds("the list", ["a=1", "b=1", "c=1"]);
    proxy.sever();
    await state("stale");
    await put("d", "1");
    await change("a", "2");
    await remove("b");
    await put("e", "1");
    await remove("e");
    assert.deepEqual(known(), ["a=1", "b=1", "c=1"]);
    proxy.mend();
    await holds("what was missed", ["a=2", "c=1", "d=1"]);
    await state("current");
    assert.equal(watch?.lists(), 1);
    assert.ok(changes.some(({ key, after }) => key.endsWith("/e") && after === "1"));
    assert.equal(logged.length, 1);
  });

  it("come through a restart of the API server, and miss nothing", async () => {
    const { path, put, change } = await scene();
    await put("a", "1");
    const allow = await access(path);
    await allow(["list", "watch"]);
    follow(path, {}, plane.connectionOf(READER));
    await holds("the list", ["a=1"]);
    await plane.stopApiServer();
    await state("stale");
    assert.deepEqual(known(), ["a=1"]);
    await plane.startApiServer();
    await change("a", "2");
    await put("b", "1");
    await holds("news", ["a=2", "b=1"]);
    await state("current");
    // A server refuses what it allows a moment later, where it does not know of the Role yet: one that has just started, or was just told.
    const [first, ...then] = states.filter((t) => t !== "refused");
    assert.deepEqual([first, then.at(-1)], ["current", "current"], states.join());
    assert.ok(
      then.slice(0, -1).every((t) => t === "stale"),
      states.join(),
    );
  });

  const lost: ReadonlyArray<readonly [how: string, kind: string, forget: () => Promise<void>]> = [
    // It remembers what happened since its own start.
    [
      "the API server was started anew",
      "configmaps",
      async () => {
        await plane.stopApiServer();
        await plane.startApiServer();
      },
    ],
    // Events it does not remember itself, and asks etcd.
    ["etcd has compacted them", "events", () => forgetHistory(plane.etcdUrl)],
  ];
  for (const [how, kind, forget] of lost)
    it(`list ${kind} again when changes were missed that are known no more, since ${how}`, async () => {
      const { path, put, change, remove } = await scene(kind);
      for (const name of ["a", "b"]) await put(name, "1");
      follow(path);
      await holds("the list", ["a=1", "b=1"]);
      const { metadata } = await plane.admin.expect(path);
      proxy.sever();
      await state("stale");
      await change("a", "2");
      await remove("b");
      await put("c", "1");
      await forget();
      const query = `watch=true&timeoutSeconds=5&resourceVersion=${metadata.resourceVersion}`;
      assert.match((await plane.admin.call(`${path}?${query}`)).text, /"code":410/);
      proxy.mend();
      await until("another list", LIMIT_MS, () => watch?.lists() === 2);
      await holds("all there is", ["a=2", "c=1"]);
      await state("current");
      await put("d", "1");
      await holds("news", ["a=2", "c=1", "d=1"]);
      assert.equal(watch?.lists(), 2);
    });

  it("wait for permissions, to list and then to watch, and say which is missing", async () => {
    const { path, put } = await scene();
    await put("a", "1");
    const allow = await access(path);
    follow(path, {}, plane.connectionOf(READER));
    const why = () => {
      const now = watch?.state();
      return now?.t === "refused" ? now.why : "";
    };
    await until("a refusal", LIMIT_MS, () => /failed to list ConfigMaps: .*cannot list resource/.test(why()), why);
    await allow(["list"]);
    await holds("the list", ["a=1"]);
    await until("another", LIMIT_MS, () => /failed to watch ConfigMaps: .*cannot watch resource/.test(why()), why);
    await put("b", "1");
    await allow(["list", "watch"]);
    await holds("what was missed", ["a=1", "b=1"]);
    await state("current");
  });
});
