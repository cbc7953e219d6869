import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { checkRotationSettings, type RotationSettings } from "./settings.ts";
import { type Replica, World } from "./simulation/world.ts";

const SETTINGS: RotationSettings = {
  caLifeMs: 1_000_000,
  leafLifeMs: 200_000,
  propagationMs: 10_000,
  clockSkewMs: 20_000,
};
const RUNS = 1_000;

type Command =
  | { readonly t: "look" | "act" | "settle" | "crash"; readonly who: number }
  | { readonly t: "wait"; readonly ms: number }
  | { readonly t: "delete-secret" | "reset-bundle" }
  | { readonly t: "restore-secret"; readonly back: number };

const who = fc.nat({ max: 2 });
const acts = [
  { arbitrary: fc.record({ t: fc.constantFrom("look", "act", "settle"), who }), weight: 20 },
  { arbitrary: fc.record({ t: fc.constant("crash"), who }), weight: 2 },
  { arbitrary: fc.record({ t: fc.constant("wait"), ms: fc.nat({ max: 12_000 }) }), weight: 8 },
  { arbitrary: fc.record({ t: fc.constant("wait"), ms: fc.nat({ max: 250_000 }) }), weight: 4 },
] as const;
const secretAccidents = [
  { arbitrary: fc.record({ t: fc.constant("delete-secret") }), weight: 1 },
  { arbitrary: fc.record({ t: fc.constant("restore-secret"), back: fc.nat({ max: 6 }) }), weight: 1 },
] as const;
const bundleAccidents = [{ arbitrary: fc.record({ t: fc.constant("reset-bundle") }), weight: 2 }] as const;

const commands = (...lists: ReadonlyArray<ReadonlyArray<{ arbitrary: fc.Arbitrary<unknown>; weight: number }>>) =>
  fc.array(fc.oneof(...lists.flat()) as fc.Arbitrary<Command>, { maxLength: 120, size: "max" });
const clocks = fc.array(fc.integer({ min: -SETTINGS.clockSkewMs, max: SETTINGS.clockSkewMs }), {
  minLength: 3,
  maxLength: 3,
});

function run(world: World, command: Command): void {
  const replica = "who" in command ? (world.replicas[command.who] as Replica) : undefined;
  switch (command.t) {
    case "look":
      return world.look(replica as Replica);
    case "act":
      return void world.act(replica as Replica);
    case "settle":
      return world.settle(replica as Replica);
    case "crash":
      return world.crash(replica as Replica);
    case "wait":
      world.nowMs += command.ms;
      return;
    case "delete-secret":
      return world.setSecret(undefined);
    case "reset-bundle":
      return world.setBundle([]);
    case "restore-secret": {
      const old = world.secretHistory.at(-1 - command.back);
      if (old !== undefined) world.setSecret(old);
    }
  }
}

function assertServedIsTrusted(world: World): void {
  for (const replica of world.replicas) {
    const leaf = world.servedBy(replica);
    if (leaf === undefined || world.nowMs >= leaf.notAfterMs) continue;
    assert.ok(
      world.trustedSince(leaf.signerId, world.nowMs - SETTINGS.propagationMs),
      `a leaf of ${leaf.signerId} is served; bundles were ${JSON.stringify(world.bundleHistory)}, it is ${world.nowMs}`,
    );
  }
}

/** Every replica is up and looks often, as replicas do. */
function runFairly(world: World, forMs: number, everyMs: number, each?: () => void): void {
  for (let passedMs = 0; passedMs < forMs; passedMs += everyMs) {
    for (const replica of world.replicas) world.settle(replica);
    each?.();
    world.nowMs += everyMs;
  }
}

describe("rotation", () => {
  it("is tried with settings that are allowed", () => assert.ok(checkRotationSettings(SETTINGS).ok));

  it("serves nothing that the bundle does not trust, now and one propagation before, whatever is done when by whom", () => {
    fc.assert(
      fc.property(clocks, commands(acts, secretAccidents), (clocks, commands) => {
        const world = new World(SETTINGS, clocks);
        for (const command of commands) {
          run(world, command);
          assertServedIsTrusted(world);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it("serves without a gap through many rotations, with clocks that differ", () => {
    fc.assert(
      fc.property(
        clocks,
        fc.integer({ min: 1_000, max: 15_000 }),
        fc.array(fc.nat(400), { maxLength: 5 }),
        (clocks, everyMs, crashes) => {
          const world = new World(SETTINGS, clocks);
          runFairly(world, 60_000, everyMs);
          let round = 0;
          const signers = new Set<string>();
          runFairly(world, 5 * SETTINGS.caLifeMs, everyMs, () => {
            const [first] = world.replicas;
            if (crashes.includes(round++) && first) {
              world.crash(first);
              world.settle(first);
            }
            assertServedIsTrusted(world);
            for (const replica of world.replicas) {
              const leaf = world.servedBy(replica);
              assert.ok(leaf, "a replica serves nothing");
              signers.add(leaf.signerId);
              // By the clock of the API server, which checks it, and to the next look.
              assert.ok(leaf.notBeforeMs <= world.nowMs && world.nowMs + everyMs < leaf.notAfterMs, "not valid");
            }
          });
          assert.ok(signers.size >= 6, `${signers.size} CAs have signed`);
          assert.ok(world.bundle.value.length <= 3, "the bundle grows");
        },
      ),
      { numRuns: 30 },
    );
  });

  it("comes to rest with every replica trusted, whatever went before", () => {
    fc.assert(
      fc.property(clocks, commands(acts, secretAccidents, bundleAccidents), (clocks, commands) => {
        const world = new World(SETTINGS, clocks);
        for (const command of commands) run(world, command);
        runFairly(world, 60_000, 5_000);
        const ids = (list: readonly { readonly id: string }[] = []) => list.map(({ id }) => id).toSorted();
        assert.deepEqual(ids(world.bundle.value), ids(world.secret?.value));
        for (const replica of world.replicas) {
          world.look(replica);
          assert.ok(world.servedBy(replica), JSON.stringify(world.planOf(replica).readiness));
        }
      }),
      { numRuns: RUNS },
    );
  });

  it("ends with one CA when replicas start at once on an empty cluster", () => {
    fc.assert(
      fc.property(
        clocks,
        fc.array(fc.record({ t: fc.constantFrom("look", "act"), who }), { maxLength: 40 }),
        (clocks, steps) => {
          const world = new World(SETTINGS, clocks);
          for (const step of steps as Command[]) run(world, step);
          runFairly(world, 30_000, 5_000);
          assert.equal(world.secret?.value.length, 1);
          assert.equal(new Set(world.replicas.map(({ view }) => view.leaf?.signerId)).size, 1);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it("starts anew after everything has expired while nobody was there", () => {
    const world = new World(SETTINGS, [0]);
    runFairly(world, 60_000, 5_000);
    const old = world.secret?.value[0]?.id;
    world.nowMs += 10 * SETTINGS.caLifeMs;
    runFairly(world, 60_000, 5_000);
    assert.ok(world.replicas[0] && world.servedBy(world.replicas[0]));
    assert.deepEqual(
      world.secret?.value.map(({ stage, id }) => [stage, id === old]),
      [["signing", false]],
    );
  });
});
