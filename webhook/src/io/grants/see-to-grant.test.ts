import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { type FoundBinding, readBinding } from "../../core/grants/found-binding.ts";
import { type FoundRole, readRole } from "../../core/grants/found-role.ts";
import { createGrantIndex } from "../../core/grants/grant-index.ts";
import type { PolicyVerdict } from "../../core/grants/policy/verdict.ts";
import { GRANT_TIMING } from "../../core/grants/timing.ts";
import type { InjectedPod } from "../../core/pods/injected-pod.ts";
import { createGrantNews } from "./grant-news.ts";
import { createGrantRecords, type GrantRecord } from "./grant-record.ts";
import { seeToGrant } from "./see-to-grant.ts";
import { type FakeRbac, startFakeRbac } from "./testing/fake-rbac.ts";

const KEY = "media/mount-monitor:plex";
const BASE = "/apis/rbac.authorization.k8s.io/v1/namespaces/media";
const ROLE = `${BASE}/roles/mount-monitor:plex`;
const BINDING = `${BASE}/rolebindings/mount-monitor:plex`;
const OWNER = { name: "owner", uid: "o1" };
const WRITES = ["POST", "PUT", "DELETE"];

describe("seeing to a grant", () => {
  let fake: FakeRbac;
  let nowMs: number;
  let verdict: PolicyVerdict;
  let record: GrantRecord;
  let logged: string[];
  const roles = new Map<string, FoundRole>();
  const bindings = new Map<string, FoundBinding>();
  const counters = { writes: 0, revocations: 0, failures: 0 };
  let index = createGrantIndex();

  beforeEach(async () => {
    fake = await startFakeRbac();
    nowMs = 1_000_000;
    verdict = { t: "in-force" };
    record = createGrantRecords().of(KEY);
    logged = [];
    roles.clear();
    bindings.clear();
    Object.assign(counters, { writes: 0, revocations: 0, failures: 0 });
    index = createGrantIndex();
    setPods("a");
  });
  afterEach(() => fake.close());

  const setPods = (...names: readonly string[]) => {
    index = createGrantIndex();
    const pod = (name: string) => ({ namespace: "media", name, account: "plex", action: "delete", monitored: true });
    index.apply(names.map((name) => ({ key: `media/${name}`, before: undefined, after: pod(name) as InjectedPod })));
  };
  /** The watches bring what there is. */
  const deliver = () => {
    const read = <T>(
      path: string,
      found: Map<string, T>,
      of: (object: Record<string, unknown>, o: string) => T | undefined,
    ) => {
      const object = fake.objects.get(path);
      const kept = object && of(object, OWNER.name);
      if (kept === undefined) found.delete(KEY);
      else found.set(KEY, kept);
    };
    read(ROLE, roles, readRole);
    read(BINDING, bindings, readBinding);
  };
  const say = (level: string) => (_: object, message: string) => void logged.push(`${level} ${message}`);
  const see = () =>
    seeToGrant(KEY, record, {
      connection: fake.connection,
      index,
      followed: { roles, bindings },
      timing: GRANT_TIMING,
      verdict: () => verdict,
      owner: () => OWNER,
      steadyMs: () => nowMs,
      news: createGrantNews({ info: say("info"), warn: say("warn"), error: say("error") }),
      counters,
    });
  /** Writes and questions since the last time. */
  const called = () =>
    fake.calls.splice(0).map((call) => call.replace("/apis/rbac.authorization.k8s.io/v1/namespaces/", ""));
  const written = () => called().filter((call) => WRITES.some((verb) => call.startsWith(`${verb} media`)));
  const settle = async () => {
    for (let rounds = 0; rounds < 5; rounds++) {
      await see();
      deliver();
    }
    called();
  };

  it("writes both, waits for the watches, and rests", async () => {
    await see();
    assert.deepEqual(written(), ["POST media/roles", "POST media/rolebindings"]);
    await see();
    assert.deepEqual(called(), [], "it does not write by what was there before");
    deliver();
    const rest = await see();
    assert.deepEqual([called(), rest.deaf ?? false, record.pending], [[], false, false]);
  });

  it("goes by the watches all the same where they bring nothing for long", async () => {
    await see();
    called();
    nowMs += 2_000;
    await see();
    assert.deepEqual(called(), ["POST media/roles", "GET media/roles/mount-monitor:plex"]);
    assert.deepEqual(record.foreign.role, false);
  });

  it("loses to another replica as often as it has to", async () => {
    await settle();
    setPods("a", "b");
    for (let times = 1; times <= 20; times++) {
      deliver();
      fake.put(ROLE, fake.objects.get(ROLE) ?? {});
      assert.deepEqual([(await see()).deaf ?? false, counters.failures], [false, 0]);
    }
  });

  it("looks again after a conflict, and takes many about the same for trouble", async () => {
    await settle();
    setPods("a", "b");
    fake.put(ROLE, fake.objects.get(ROLE) ?? {});
    for (let times = 1; times <= 8; times++) {
      const rest = await see();
      assert.deepEqual([rest.deaf ?? false, counters.failures], [false, 0]);
    }
    assert.equal((await see()).deaf, true);
    assert.match(record.trouble ?? "", /failed to update Role media\/mount-monitor:plex: it has changed/);
    deliver();
    await see();
    assert.deepEqual([record.trouble, record.conflicts], [undefined, 0]);
  });

  it("asks whose it is that stands in the way, once a minute", async () => {
    fake.put(ROLE, { metadata: { name: "mount-monitor:plex" } });
    await see();
    assert.deepEqual(called().slice(-2), ["POST media/roles", "GET media/roles/mount-monitor:plex"]);
    await see();
    assert.deepEqual([called(), record.foreign.role], [[], true]);
    assert.deepEqual(logged, ["warn somebody else's object is in the way of a grant; rename it, or remove it"]);
    nowMs += 60_000;
    await see();
    assert.deepEqual([called(), logged.length], [["GET media/roles/mount-monitor:plex"], 1]);
    fake.objects.delete(ROLE);
    nowMs += 60_000;
    await see();
    assert.deepEqual(written(), ["POST media/roles", "POST media/rolebindings"]);
  });

  it("gives nothing while it cannot learn what the account may do anyway, but takes back at once", async () => {
    fake.refuse = { path: "subjectaccessreviews", status: 403, message: "not you" };
    assert.equal((await see()).deaf, true);
    deliver();
    assert.deepEqual(roles.get(KEY)?.restart, false);
    assert.match(record.trouble ?? "", /failed to ask what service account media\/plex may do: not you/);
    fake.refuse = undefined;
    await settle();
    assert.deepEqual(roles.get(KEY)?.deletes, ["a"]);
    fake.refuse = { path: "subjectaccessreviews", status: 500, message: "out of order" };
    nowMs += 3_600_000;
    verdict = { t: "missing", why: "" };
    await see();
    assert.deepEqual([written(), counters.revocations], [["PUT media/roles/mount-monitor:plex"], 1]);
  });

  it("leaves an account alone that may delete any pod, as long as it does", async () => {
    for (const what of ["delete pods", "create events"]) fake.allowed.add(what);
    await see();
    assert.deepEqual(written(), []);
    fake.allowed.clear();
    nowMs += 3_600_000;
    await settle();
    assert.deepEqual(roles.get(KEY)?.deletes, ["a"]);
    for (const what of ["delete pods", "create events"]) fake.allowed.add(what);
    nowMs += 3_600_000;
    await settle();
    nowMs += 60_000;
    await settle();
    // Its events may come from this very Role.
    assert.deepEqual([roles.get(KEY)?.restart, roles.get(KEY)?.asWritten], [false, true]);
  });

  it("asks anew when a pod is evicted that had none like it before", async () => {
    await settle();
    const pod = { namespace: "media", name: "e", account: "plex", action: "evict", monitored: true };
    index.apply([{ key: "media/e", before: undefined, after: pod as InjectedPod }]);
    fake.allowed.add("create pods/eviction");
    await settle();
    assert.deepEqual([roles.get(KEY)?.deletes, roles.get(KEY)?.evicts], [["a"], []]);
  });

  it("backs off when it is refused, says so once, and says when it is over", async () => {
    fake.refuse = { path: "/roles", status: 403, message: "exceeded quota" };
    const rests = [await see(), await see(), await see()].map(({ ms = 0 }) => ms);
    assert.ok((rests[2] ?? 0) > (rests[0] ?? 0), rests.join());
    assert.equal(counters.failures, 3);
    fake.refuse = undefined;
    await settle();
    assert.deepEqual(logged, [
      "warn a grant cannot be seen to; it will be tried again",
      "info grant written",
      "info a grant can be seen to again",
    ]);
  });

  it("repairs at once, and slowly when that has no end", async () => {
    await settle();
    const undone = { ...fake.objects.get(ROLE), rules: [] };
    for (let times = 1; times <= 10; times++) {
      fake.put(ROLE, undone);
      deliver();
      assert.equal((await see()).deaf, undefined);
      deliver();
    }
    fake.put(ROLE, undone);
    deliver();
    assert.equal((await see()).deaf, true);
  });

  it("makes anew what was removed meanwhile", async () => {
    await settle();
    setPods("a", "b");
    fake.objects.delete(ROLE);
    await see();
    assert.deepEqual([called(), counters.failures], [["PUT media/roles/mount-monitor:plex"], 0]);
    await settle();
    assert.deepEqual(roles.get(KEY)?.deletes, ["a", "b"]);
  });

  it("removes both once nobody needs them", async () => {
    await settle();
    setPods();
    await settle();
    assert.equal(fake.objects.size, 2);
    nowMs += GRANT_TIMING.keepMs;
    await see();
    assert.deepEqual(written(), [
      "DELETE media/roles/mount-monitor:plex",
      "DELETE media/rolebindings/mount-monitor:plex",
    ]);
    deliver();
    assert.deepEqual([await see(), called()], [{}, []]);
  });
});
