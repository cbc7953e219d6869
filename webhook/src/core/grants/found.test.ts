import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readBinding } from "./found-binding.ts";
import { writtenMetadata } from "./found-metadata.ts";
import { type FoundRole, readRole } from "./found-role.ts";
import { grantBinding, grantRole } from "./grant-role.ts";

const OWNER = { name: "mount-monitor-webhook", uid: "o1" };
const OF = { namespace: "media", account: "plex" };
const stored = { uid: "u1", resourceVersion: "7", creationTimestamp: "2026-01-01T00:00:00Z", managedFields: [{}] };
const made = grantRole(OF, { deletes: ["b", "a"], evicts: ["e"], restart: true }, OWNER);
const ROLE = { ...made, metadata: { ...made.metadata, ...stored } };
const bound = grantBinding(OF, OWNER);
const BINDING = { ...bound, metadata: { ...bound.metadata, ...stored } };
const [DELETES, EVICTS, MARKER, EVENTS] = ROLE.rules;

const metadata = (parts: object) => ({ ...ROLE, metadata: { ...ROLE.metadata, ...parts } });
const rules = (...rules: readonly unknown[]) => ({ ...ROLE, rules });

describe("readRole", () => {
  it("reads what was written", () => {
    assert.deepEqual(readRole(ROLE, OWNER.name), {
      namespace: "media",
      name: "mount-monitor:plex",
      uid: "u1",
      resourceVersion: "7",
      terminating: false,
      ownerUids: ["o1"],
      kept: JSON.stringify({ labels: ROLE.metadata.labels, ownerReferences: ROLE.metadata.ownerReferences }),
      deletes: ["a", "b"],
      evicts: ["e"],
      restart: true,
      asWritten: true,
    });
  });

  for (const [what, needs] of [
    ["events alone", { deletes: [], evicts: [], restart: false }],
    ["deletion alone", { deletes: ["a"], evicts: [], restart: true }],
    ["eviction alone", { deletes: [], evicts: ["a"], restart: true }],
  ] as const)
    it(`knows its own rules: ${what}`, () => {
      const role = readRole({ ...grantRole(OF, needs, OWNER) }, OWNER.name);
      assert.deepEqual(
        [role?.deletes, role?.evicts, role?.restart, role?.asWritten],
        [needs.deletes, needs.evicts, needs.restart, true],
      );
    });

  const edited: ReadonlyArray<readonly [what: string, object: object, seen: Partial<FoundRole>]> = [
    ["no rules", rules(), { deletes: [], restart: false, asWritten: false }],
    ["rules that are none", { ...ROLE, rules: "all" }, { deletes: [], restart: false, asWritten: false }],
    ["without the marker", rules(DELETES, EVENTS), { deletes: ["a", "b"], restart: true, asWritten: false }],
    ["the marker alone", rules(MARKER, EVENTS), { deletes: [], restart: true, asWritten: false }],
    ["without events", rules(DELETES, EVICTS, MARKER), { restart: true, asWritten: false }],
    ["in another order", rules(EVENTS, MARKER, EVICTS, DELETES), { deletes: ["a", "b"], asWritten: false }],
    [
      "names in another order",
      rules({ ...DELETES, resourceNames: ["b", "a"] }, EVICTS, MARKER, EVENTS),
      {
        deletes: ["b", "a"],
        asWritten: false,
      },
    ],
    [
      "every pod",
      rules({ apiGroups: [""], resources: ["pods"], verbs: ["delete"] }, MARKER, EVENTS),
      {
        deletes: [],
        restart: true,
        asWritten: false,
      },
    ],
    [
      "one verb more",
      rules({ ...DELETES, verbs: ["delete", "patch"] }, EVICTS, MARKER, EVENTS),
      {
        deletes: [],
        asWritten: false,
      },
    ],
    [
      "one rule more",
      rules(...ROLE.rules, { apiGroups: [""], resources: ["secrets"], verbs: ["get"] }),
      {
        deletes: ["a", "b"],
        asWritten: false,
      },
    ],
    ["one field more", rules(DELETES, EVICTS, MARKER, { ...EVENTS, nonResourceURLs: ["/x"] }), { asWritten: false }],
    [
      "names that are none",
      rules({ ...DELETES, resourceNames: ["", 7, "a"] }, EVICTS, MARKER, EVENTS),
      {
        deletes: ["a"],
        asWritten: false,
      },
    ],
    ["told to go", metadata({ deletionTimestamp: "2026-01-01T00:00:00Z" }), { terminating: true, asWritten: true }],
    ["another owner", metadata({ ownerReferences: [] }), { ownerUids: [], asWritten: true }],
    ["owners that are no list", metadata({ ownerReferences: {} }), { ownerUids: [] }],
    [
      "owners that are none",
      metadata({ ownerReferences: [3, { kind: "Role", name: OWNER.name, uid: "x" }] }),
      {
        ownerUids: [],
      },
    ],
  ];
  for (const [what, object, seen] of edited)
    it(`sees what somebody edited: ${what}`, () => {
      const role = readRole(object as typeof ROLE, OWNER.name);
      const found = Object.fromEntries(Object.keys(seen).map((key) => [key, role?.[key as keyof FoundRole]]));
      assert.deepEqual(found, seen);
    });

  const others: ReadonlyArray<readonly [what: string, object: object]> = [
    ["no label", metadata({ labels: {} })],
    ["another value", metadata({ labels: { "mount-monitor.io/grant": "other" } })],
    ["another name", metadata({ name: "plex" })],
    ["anything at all", { metadata: 3, rules: null }],
    ["no metadata", { metadata: null }],
  ];
  for (const [what, object] of others)
    it(`takes for somebody else's: ${what}`, () =>
      assert.equal(readRole(object as typeof ROLE, OWNER.name), undefined));
});

describe("readBinding", () => {
  const subjects = (...subjects: readonly object[]) => ({ ...BINDING, subjects });
  const [subject] = BINDING.subjects;
  const table: ReadonlyArray<readonly [what: string, object: object, account: string | undefined, ownRole: boolean]> = [
    ["what was written", BINDING, "plex", true],
    ["another account", subjects({ ...subject, name: "other" }), undefined, true],
    ["another namespace", subjects({ ...subject, namespace: "books" }), undefined, true],
    ["a user", subjects({ ...subject, kind: "User" }), undefined, true],
    ["two", subjects(subject, subject), undefined, true],
    ["nobody", { ...BINDING, subjects: null }, undefined, true],
    // A watch that threw here would tell of no grant any more.
    ["no Role", { ...BINDING, roleRef: null }, undefined, false],
    ["another Role", { ...BINDING, roleRef: { ...BINDING.roleRef, name: "admin" } }, undefined, false],
    [
      "a ClusterRole of that name",
      { ...BINDING, roleRef: { ...BINDING.roleRef, kind: "ClusterRole" } },
      undefined,
      false,
    ],
  ];
  for (const [what, object, account, ownRole] of table)
    it(what, () => {
      const binding = readBinding(object as typeof BINDING, OWNER.name);
      assert.deepEqual([binding?.account, binding?.ownRole], [account, ownRole]);
    });
  it("not ours", () =>
    assert.equal(readBinding({ ...BINDING, metadata: { ...BINDING.metadata, labels: {} } }, OWNER.name), undefined));
});

describe("writtenMetadata", () => {
  const other = { apiVersion: "v1", kind: "ConfigMap", name: "theirs", uid: "x" };
  const old = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", name: OWNER.name, uid: "old" };
  const found = readRole(
    metadata({
      labels: { ...ROLE.metadata.labels, team: "media" },
      annotations: { note: "n" },
      ownerReferences: [old, other],
      finalizers: ["x.y/z"],
    }) as typeof ROLE,
    OWNER.name,
  ) as FoundRole;

  it("keeps what others added, and takes over ownership", () => {
    const { ownerReferences, ...rest } = JSON.parse(JSON.stringify(writtenMetadata(found, OWNER)));
    assert.deepEqual(rest, {
      namespace: "media",
      name: "mount-monitor:plex",
      uid: "u1",
      resourceVersion: "7",
      labels: { "mount-monitor.io/grant": "restart-self", team: "media" },
      annotations: { note: "n" },
      finalizers: ["x.y/z"],
    });
    assert.deepEqual(ownerReferences, [other, { ...old, uid: "o1" }]);
  });

  it("leaves ownership alone that it does not know", () =>
    assert.deepEqual(writtenMetadata(found, undefined)["ownerReferences"], [old, other]));
});
