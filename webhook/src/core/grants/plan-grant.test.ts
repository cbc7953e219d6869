import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FoundBinding } from "./found-binding.ts";
import type { FoundRole } from "./found-role.ts";
import type { GrantView } from "./grant-view.ts";
import { grantName } from "./names.ts";
import { planGrant } from "./plan-grant.ts";
import type { GrantTiming } from "./timing.ts";
import { GRANT_TIMING } from "./timing.ts";
import { NOTHING_UNWANTED } from "./unwanted.ts";
import type { GrantWrite } from "./write.ts";

const NOW = 1_000_000;
const { keepMs, gatherMs }: GrantTiming = GRANT_TIMING;
const ACCOUNT = "plex";

const METADATA = {
  namespace: "media",
  name: grantName(ACCOUNT),
  uid: "u1",
  resourceVersion: "7",
  terminating: false,
  ownerUids: ["owner"],
  kept: "{}",
};
const role = (deletes: readonly string[] = [], other: Partial<FoundRole> = {}): FoundRole => {
  const evicts = other.evicts ?? [];
  const restart = deletes.length + evicts.length > 0;
  return { ...METADATA, deletes, evicts, restart, asWritten: true, ...other };
};
const binding = (other: Partial<FoundBinding> = {}): FoundBinding => ({
  ...METADATA,
  account: ACCOUNT,
  ownRole: true,
  ...other,
});
const needs = (deletes: readonly string[] = [], evicts: readonly string[] = []) => ({
  namespace: "media",
  account: ACCOUNT,
  deletes: new Set(deletes),
  evicts: new Set(evicts),
  events: true,
});
const since = (agoMs: number, ...names: readonly string[]) => new Map(names.map((name) => [name, NOW - agoMs]));
const unwanted = (parts: Partial<GrantView["unwanted"]>) => ({ ...NOTHING_UNWANTED, ...parts });

const ALL_WELL: GrantView = {
  needs: needs(["a"]),
  role: role(["a"]),
  binding: binding(),
  unwanted: NOTHING_UNWANTED,
  foreign: { role: false, binding: false },
  policy: "in-force",
  accessKnown: true,
  ownerUid: "owner",
};

function told(write: GrantWrite): string {
  switch (write.t) {
    case "create-role":
    case "update-role": {
      const { deletes, evicts, restart } = write.needs;
      const names = `delete ${deletes.join(",")} evict ${evicts.join(",")}`.trim();
      return `${write.t} ${restart && deletes.length + evicts.length > 0 ? names : "events"}`;
    }
    case "create-binding":
    case "update-binding":
      return `${write.t} ${write.account}`;
    case "delete-role":
    case "delete-binding":
      return write.t;
  }
}

interface Row {
  readonly view: Partial<GrantView>;
  readonly writes: readonly string[];
  readonly pending?: boolean;
  readonly wakeAtMs?: number;
}

const GONE: Partial<GrantView> = { needs: undefined };
const NOTHING_THERE: Partial<GrantView> = { role: undefined, binding: undefined };
const TABLE: Readonly<Record<string, Row>> = {
  "rests when all is well": { view: {}, writes: [] },
  "rests where there is nothing": { view: { ...GONE, ...NOTHING_THERE }, writes: [] },
  "makes both": { view: NOTHING_THERE, writes: ["create-role delete a evict", "create-binding plex"], pending: true },
  "makes both for events alone": {
    view: { ...NOTHING_THERE, needs: needs() },
    writes: ["create-role events", "create-binding plex"],
    pending: true,
  },
  "gives events while the policy is not known": {
    view: { ...NOTHING_THERE, policy: "unknown" },
    writes: ["create-role events", "create-binding plex"],
    pending: true,
  },
  "gives events while the policy is missing": {
    view: { ...NOTHING_THERE, policy: "missing" },
    writes: ["create-role events", "create-binding plex"],
    pending: true,
  },
  "makes nothing without an owner": { view: { ...NOTHING_THERE, ownerUid: undefined }, writes: [], pending: true },
  "adds a name to those that stand there": {
    view: { needs: needs(["a", "b"]) },
    writes: ["update-role delete a,b evict"],
  },
  "adds for eviction": {
    view: { needs: needs(["a"], ["e"]) },
    writes: ["update-role delete a evict e"],
  },
  "adds none while the policy is not known": {
    view: { needs: needs(["a", "b"]), policy: "unknown" },
    writes: [],
    pending: true,
  },
  "adds none while it is not known what the account may do anyway": {
    view: { needs: needs(["a", "b"]), accessKnown: false },
    writes: [],
    pending: true,
  },
  "adds none without an owner": { view: { needs: needs(["a", "b"]), ownerUid: undefined }, writes: [], pending: true },
  "takes back when the policy is missing": {
    view: { policy: "missing" },
    writes: ["update-role events"],
    pending: true,
  },
  "takes back what is not needed either, at once": {
    view: { ...GONE, policy: "missing", unwanted: unwanted({ everything: { sinceMs: NOW, uids: "" } }) },
    writes: ["update-role events"],
    wakeAtMs: NOW + keepMs,
  },
  "has nothing to take back": {
    view: { policy: "missing", role: role() },
    writes: [],
    pending: true,
  },
  "keeps a name for a while": {
    view: { role: role(["a", "x"]), unwanted: unwanted({ deletes: since(keepMs - 1, "x") }) },
    writes: [],
    wakeAtMs: NOW + gatherMs + 1,
  },
  "keeps it while others are added": {
    view: {
      needs: needs(["a", "b"]),
      role: role(["a", "x"]),
      unwanted: unwanted({ deletes: since(keepMs - 1, "x") }),
    },
    writes: ["update-role delete a,b,x evict"],
    wakeAtMs: NOW + gatherMs + 1,
  },
  "drops it when others are added": {
    view: { needs: needs(["a", "b"]), role: role(["a", "x"]), unwanted: unwanted({ deletes: since(keepMs, "x") }) },
    writes: ["update-role delete a,b evict"],
    wakeAtMs: NOW + gatherMs,
  },
  "waits for more to drop": {
    view: { role: role(["a", "x"]), unwanted: unwanted({ deletes: since(keepMs + gatherMs - 1, "x") }) },
    writes: [],
    wakeAtMs: NOW + 1,
  },
  "drops all that are over, and no others": {
    view: {
      role: role(["a", "x", "y", "z"]),
      unwanted: unwanted({
        deletes: new Map([...since(keepMs + gatherMs, "x"), ...since(keepMs, "y"), ...since(keepMs - 1, "z")]),
      }),
    },
    writes: ["update-role delete a,z evict"],
    wakeAtMs: NOW,
  },
  "drops from the list for eviction": {
    view: {
      role: role(["a"], { evicts: ["a"] }),
      unwanted: unwanted({ evicts: since(keepMs + gatherMs, "a") }),
    },
    writes: ["update-role delete a evict"],
    wakeAtMs: NOW,
  },
  "drops while the policy is not known": {
    view: {
      policy: "unknown",
      needs: needs(["a", "b"]),
      role: role(["a", "x"]),
      unwanted: unwanted({ deletes: since(keepMs + gatherMs, "x") }),
    },
    writes: ["update-role delete a evict"],
    pending: true,
    wakeAtMs: NOW,
  },
  "keeps both for a while when nobody needs them": {
    view: { ...GONE, unwanted: unwanted({ everything: { sinceMs: NOW - keepMs + 1, uids: "" } }) },
    writes: [],
    wakeAtMs: NOW + 1,
  },
  "keeps both for as long where nobody has noted yet that they are not needed": {
    view: GONE,
    writes: [],
    wakeAtMs: NOW + keepMs,
  },
  "removes both then": {
    view: { ...GONE, unwanted: unwanted({ everything: { sinceMs: NOW - keepMs, uids: "" } }) },
    writes: ["delete-role", "delete-binding"],
  },
  "keeps both while another replica has just added a name": {
    view: {
      ...GONE,
      unwanted: unwanted({ everything: { sinceMs: NOW - keepMs, uids: "" }, deletes: since(1_000, "a") }),
    },
    writes: [],
    wakeAtMs: NOW + keepMs - 1_000,
  },
  "removes a binding alone": {
    view: { ...GONE, role: undefined, unwanted: unwanted({ everything: { sinceMs: NOW - keepMs, uids: "" } }) },
    writes: ["delete-binding"],
  },
  "makes the Role anew": { view: { role: undefined }, writes: ["create-role delete a evict"], pending: true },
  "makes the binding anew": { view: { binding: undefined }, writes: ["create-binding plex"], pending: true },
  "puts back what somebody edited": {
    view: { role: role(["a", "x"], { asWritten: false }) },
    writes: ["update-role delete a,x evict"],
  },
  "puts back what somebody edited while the policy is not known, with the names that stand there": {
    view: { needs: needs(["a", "b"]), policy: "unknown", role: role(["a"], { asWritten: false }) },
    writes: ["update-role delete a evict"],
    pending: true,
  },
  "puts back to whom it is bound": {
    view: { binding: binding({ account: undefined }) },
    writes: ["update-binding plex"],
    pending: true,
  },
  "replaces a binding of another Role": {
    view: { binding: binding({ account: undefined, ownRole: false }) },
    writes: ["delete-binding", "create-binding plex"],
    pending: true,
  },
  "gives both to the owner of today": {
    view: { ownerUid: "new" },
    writes: ["update-role delete a evict", "update-binding plex"],
  },
  "leaves owners alone that it cannot read": { view: { ownerUid: undefined }, writes: [] },
  "leaves a Role alone that is told to go": {
    view: { role: role([], { terminating: true }) },
    writes: [],
    pending: true,
  },
  "leaves a binding alone that is told to go": {
    view: { binding: binding({ terminating: true }), needs: needs(["b"]) },
    writes: [],
    pending: true,
  },
  "leaves a Role of somebody else's alone": {
    view: { ...NOTHING_THERE, foreign: { role: true, binding: false } },
    writes: [],
    pending: true,
  },
  "binds no Role of somebody else's": {
    view: { role: undefined, foreign: { role: true, binding: false } },
    writes: ["delete-binding"],
    pending: true,
  },
  "gives nothing beside a binding of somebody else's": {
    view: { binding: undefined, foreign: { role: false, binding: true } },
    writes: ["delete-role"],
    pending: true,
  },
};

describe("planGrant", () => {
  for (const [what, { view, writes, pending = false, wakeAtMs }] of Object.entries(TABLE))
    it(what, () => {
      const plan = planGrant({ ...ALL_WELL, ...view }, NOW, GRANT_TIMING);
      assert.deepEqual(plan.writes.map(told), writes);
      assert.deepEqual({ pending: plan.pending, wakeAtMs: plan.wakeAtMs }, { pending, wakeAtMs });
    });

  it("says how many a Role has no room for, and takes away nothing for them", () => {
    const old = Array.from({ length: 2_000 }, (_, index) => `${"o".repeat(248)}-${index}`);
    const young = Array.from({ length: 2_000 }, (_, index) => `${"y".repeat(248)}-${index}`);
    const view = { ...ALL_WELL, needs: needs([...young, ...old]), role: role(old) };
    const { writes, leftOut, pending } = planGrant(view, NOW, GRANT_TIMING);
    const [write] = writes;
    assert.ok(write?.t === "update-role");
    assert.equal(write.needs.deletes.length + leftOut, 4_000);
    assert.ok(leftOut > 0 && pending);
    assert.ok(old.every((name) => write.needs.deletes.includes(name)));
    assert.ok(JSON.stringify(write.needs).length < 600 * 1024);
    const after = { ...view, role: role(write.needs.deletes) };
    assert.deepEqual(planGrant(after, NOW, GRANT_TIMING).writes, [], "once it is full, it rests");
  });
});
