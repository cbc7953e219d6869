import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { InjectedPod } from "../pods/injected-pod.ts";
import type { FoundBinding } from "./found-binding.ts";
import type { FoundRole } from "./found-role.ts";
import { needsOf } from "./needs.ts";
import { GRANT_TIMING } from "./timing.ts";
import { ACCOUNT, contentOf, type Replica, type StreamName, STREAMS, World } from "./simulation/world.ts";

const RUNS = 1_000;
const { keepMs, gatherMs } = GRANT_TIMING;
/** A watch that lags behind for longer is a dead one. */
const LATEST_MS = 20_000;
const ACTIONS = ["delete", "evict", "in-place", "none"] as const;

type Command =
  | { readonly t: "add"; readonly name: string; readonly action: number; readonly force: boolean }
  | { readonly t: "remove" | "finish"; readonly name: string }
  | { readonly t: "deliver"; readonly who: number; readonly stream: StreamName }
  | { readonly t: "act"; readonly who: number; readonly atMost: number }
  | { readonly t: "look" | "crash" | "catch-up"; readonly who: number }
  | { readonly t: "wait"; readonly ms: number }
  | { readonly t: "policy"; readonly verdict: "in-force" | "unknown" | "missing" }
  | { readonly t: "edit"; readonly what: keyof typeof EDITS };

/** What somebody else does to what is ours. */
const EDITS = {
  "widens the Role": (world: World) => editRole(world, (role) => ({ ...role, asWritten: false })),
  "takes a name out of the Role": (world: World) =>
    editRole(world, (role) => withNames(role, role.deletes.slice(1), role.evicts)),
  "puts a name into the Role": (world: World) =>
    editRole(world, (role) => withNames(role, [...role.deletes, "other"], role.evicts)),
  "removes the Role": (world: World) => world.change("role", undefined),
  "removes the binding": (world: World) => world.change("binding", undefined),
  "binds somebody else": (world: World) => editBinding(world, (binding) => ({ ...binding, account: undefined })),
  "takes the label off the Role": (world: World) => {
    const stored = world.truth.role.last();
    if (stored) world.change("role", { found: world.renewed(stored.found, {}), foreign: true });
  },
  "takes the label off the binding": (world: World) => {
    const stored = world.truth.binding.last();
    if (stored) world.change("binding", { found: world.renewed(stored.found, {}), foreign: true });
  },
} as const;

function withNames(role: FoundRole, deletes: readonly string[], evicts: readonly string[]): FoundRole {
  return { ...role, ...contentOf({ deletes, evicts, restart: true }) };
}

function editRole(world: World, edit: (role: FoundRole) => FoundRole): void {
  const stored = world.truth.role.last();
  if (stored && !stored.foreign) world.change("role", { found: world.renewed(edit(stored.found), {}), foreign: false });
}

function editBinding(world: World, edit: (binding: FoundBinding) => FoundBinding): void {
  const stored = world.truth.binding.last();
  if (stored && !stored.foreign)
    world.change("binding", { found: world.renewed(edit(stored.found), {}), foreign: false });
}

const who = fc.nat({ max: 1 });
const one = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });
const podsOf = (names: fc.Arbitrary<string>) => [
  one(6, fc.record({ t: fc.constant("add" as const), name: names, action: fc.nat({ max: 3 }), force: fc.boolean() })),
  one(4, fc.record({ t: fc.constantFrom("remove" as const, "finish" as const), name: names })),
];
const REPLICAS = [
  one(12, fc.record({ t: fc.constant("deliver" as const), who, stream: fc.constantFrom(...STREAMS) })),
  one(4, fc.record({ t: fc.constant("catch-up" as const), who })),
  one(16, fc.record({ t: fc.constant("act" as const), who, atMost: fc.constantFrom(1, 2, 9) })),
  one(1, fc.record({ t: fc.constantFrom("crash" as const, "look" as const), who })),
  one(6, fc.record({ t: fc.constant("wait" as const), ms: fc.nat({ max: 9_000 }) })),
];
const OTHERS = [
  one(2, fc.record({ t: fc.constant("policy" as const), verdict: fc.constantFrom("in-force", "unknown", "missing") })),
  one(
    2,
    fc.record({
      t: fc.constant("edit" as const),
      what: fc.constantFrom(...(Object.keys(EDITS) as (keyof typeof EDITS)[])),
    }),
  ),
];
const FEW_NAMES = fc.constantFrom("a", "b", "c", "d");
const scripts = (...lists: ReadonlyArray<ReadonlyArray<{ weight: number; arbitrary: fc.Arbitrary<unknown> }>>) =>
  fc.array(fc.oneof(...lists.flat()) as fc.Arbitrary<Command>, { maxLength: 100, size: "max" });

function run(world: World, command: Command, latestMs: number): void {
  const replica = "who" in command ? (world.replicas[command.who] as Replica) : undefined;
  const pods = world.truth.pods.last();
  switch (command.t) {
    case "add":
      return world.change("pods", new Map(pods).set(command.name, podOf(command)));
    case "remove": {
      const left = new Map(pods);
      if (left.delete(command.name)) world.change("pods", left);
      return;
    }
    case "finish": {
      const pod = pods.get(command.name);
      if (pod) world.change("pods", new Map(pods).set(command.name, { ...pod, finished: true }));
      return;
    }
    case "deliver":
      return world.deliverOne(replica as Replica, command.stream);
    case "catch-up":
      return world.deliver(replica as Replica);
    case "act":
      return void world.act(replica as Replica, command.atMost);
    case "look":
      return world.lookAtForeign(replica as Replica);
    case "crash":
      return world.crash(replica as Replica);
    case "wait":
      return world.wait(command.ms, latestMs);
    case "policy":
      return world.change("policy", command.verdict);
    case "edit":
      return EDITS[command.what](world);
  }
}

function podOf({ name, action, force }: Extract<Command, { t: "add" }>): InjectedPod {
  return {
    namespace: "media",
    name,
    uid: name,
    creationTimestamp: undefined,
    account: ACCOUNT,
    workload: undefined,
    action: ACTIONS[action] ?? "none",
    force,
    monitored: true,
    version: "",
    config: "",
    finished: false,
    deletionTimestamp: undefined,
    finalizers: [],
    node: undefined,
    start: undefined,
  };
}

/** Every replica is up, sees everything and acts often, as replicas do. */
function runFairly(world: World, forMs: number): void {
  for (let passedMs = 0; passedMs < forMs; passedMs += 1_000) {
    for (const replica of world.replicas) {
      world.lookAtForeign(replica);
      for (let rounds = 0; ; rounds++) {
        world.deliver(replica);
        if (world.act(replica) === 0) break;
        assert.ok(rounds < 5, `a replica does not come to rest: ${JSON.stringify(world.planOf(replica).writes)}`);
      }
    }
    world.wait(1_000, LATEST_MS);
  }
}

const sorted = (names: Iterable<string> | undefined) => [...(names ?? [])].sort();

describe("grants of two replicas", () => {
  it("are never given without the policy, nor is anything of somebody else's touched, whatever is done when by whom", () => {
    fc.assert(
      fc.property(scripts(podsOf(FEW_NAMES), REPLICAS, OTHERS), (script) => {
        const world = new World(GRANT_TIMING, 2);
        for (const command of script) run(world, command, Infinity);
        assert.deepEqual(
          world.wrongs.filter((wrong) => !wrong.startsWith("took")),
          [],
        );
      }),
      { numRuns: RUNS },
    );
  });

  for (const verdict of ["in-force", "missing"] as const)
    it(`are what pods need, no more and no less, and come to rest, whatever went before (policy ${verdict})`, () => {
      fc.assert(
        fc.property(scripts(podsOf(FEW_NAMES), REPLICAS, OTHERS), (script) => {
          const world = new World(GRANT_TIMING, 2);
          for (const command of script) run(world, command, Infinity);
          world.change("policy", verdict);
          runFairly(world, 2 * (keepMs + gatherMs));
          const before = world.writes;
          runFairly(world, 2 * (keepMs + gatherMs));
          assert.equal(world.writes, before, "writes go on for ever");
          assertExact(world, verdict === "in-force");
        }),
        { numRuns: 300 },
      );
    });

  it("stay with a pod that stays", () => {
    fc.assert(
      fc.property(scripts(podsOf(FEW_NAMES), REPLICAS), (script) => {
        const world = new World(GRANT_TIMING, 2);
        const settled = new Set<string>();
        for (const command of withFreshNames(script)) {
          run(world, command, LATEST_MS);
          assertStays(world, settled);
        }
        assert.deepEqual(world.wrongs, []);
      }),
      { numRuns: RUNS },
    );
  });
});

/** No name comes back: to whoever sees late that it did, it looks as if it had been gone all the time. */
function withFreshNames(script: readonly Command[]): Command[] {
  const ages = new Map<string, number>();
  return script.map((command) => {
    if (!("name" in command)) return command;
    const { name } = command;
    if (command.t === "add") ages.set(name, (ages.get(name) ?? 0) + 1);
    return { ...command, name: `${name}${ages.get(name) ?? 0}` };
  });
}

function assertExact(world: World, inForce: boolean): void {
  const needs = needsOf(world.truth.pods.last().values());
  const role = world.truth.role.last();
  const binding = world.truth.binding.last();
  if (role?.foreign || binding?.foreign) {
    assert.ok(role === undefined || role.foreign, "a Role is left beside a binding of somebody else's");
    assert.ok(binding === undefined || binding.foreign, "a Role of somebody else's is bound");
    return;
  }
  if (needs === undefined) {
    assert.deepEqual([role, binding], [undefined, undefined]);
    return;
  }
  assert.equal(binding?.found.account, ACCOUNT);
  assert.deepEqual(
    [role?.found.asWritten, sorted(role?.found.deletes), sorted(role?.found.evicts)],
    [true, inForce ? sorted(needs.deletes) : [], inForce ? sorted(needs.evicts) : []],
  );
}

/** Of a pod that all replicas have seen. Before, one may just be clearing up after the last pod but one. */
function assertStays(world: World, settled: Set<string>): void {
  const needs = needsOf(world.truth.pods.last().values());
  const role = world.truth.role.last()?.found;
  const bound = world.truth.binding.last() !== undefined;
  for (const [list, needed] of [
    ["deletes", needs?.deletes],
    ["evicts", needs?.evicts],
  ] as const)
    for (const name of needed ?? []) {
      const key = `${list} ${name}`;
      const granted = bound && role?.[list].includes(name) === true;
      if (settled.has(key)) assert.ok(granted, `${key} was granted, and is no longer`);
      const known = world.replicas.every(({ seen }) => world.truth.pods.get(seen.pods).has(name));
      if (granted && known) settled.add(key);
    }
}
