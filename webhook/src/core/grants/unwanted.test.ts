import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FoundRole } from "./found-role.ts";
import type { AccountNeeds } from "./needs.ts";
import { allUnwantedSince, NOTHING_UNWANTED, noteUnwanted, type Unwanted } from "./unwanted.ts";

const role = (deletes: readonly string[], evicts: readonly string[] = [], uid = "u1") =>
  ({ uid, deletes, evicts }) as unknown as FoundRole;
const note = (before: Unwanted, role: FoundRole | undefined, needs: AccountNeeds | undefined, nowMs: number) =>
  noteUnwanted(before, { role, binding: undefined }, needs, nowMs);
const needs = (deletes: readonly string[], evicts: readonly string[] = []): AccountNeeds => ({
  namespace: "media",
  account: "plex",
  deletes: new Set(deletes),
  evicts: new Set(evicts),
  events: true,
});

describe("noteUnwanted", () => {
  it("begins when a name is needed no longer, and goes on from there", () => {
    const first = note(NOTHING_UNWANTED, role(["a", "b"]), needs(["a", "b"]), 1);
    assert.deepEqual(first, NOTHING_UNWANTED);
    const second = note(first, role(["a", "b"]), needs(["b"]), 2);
    assert.deepEqual([...second.deletes], [["a", 2]]);
    const third = note(second, role(["a", "b"], ["b"]), needs([]), 3);
    assert.deepEqual(
      [[...third.deletes], [...third.evicts]],
      [
        [
          ["a", 2],
          ["b", 3],
        ],
        [["b", 3]],
      ],
    );
  });

  it("begins anew for a name that was needed in between, or gone", () => {
    const before = note(NOTHING_UNWANTED, role(["a", "b"]), needs([]), 1);
    const needed = note(before, role(["a", "b"]), needs(["a"]), 2);
    assert.deepEqual([...needed.deletes], [["b", 1]]);
    assert.deepEqual([...note(needed, role(["a"]), needs([]), 3).deletes], [["a", 3]]);
  });

  it("tells since when nothing is needed of what is there", () => {
    const nothing = note(NOTHING_UNWANTED, undefined, undefined, 4);
    assert.equal(allUnwantedSince(nothing), undefined, "there is nothing");
    const gone = note(nothing, role(["a"]), undefined, 5);
    assert.equal(allUnwantedSince(gone), 5);
    assert.equal(allUnwantedSince(note(gone, role(["a"]), undefined, 6)), 5);
    assert.equal(allUnwantedSince(note(gone, role(["a", "b"]), undefined, 6)), 6, "a name was added");
    assert.equal(allUnwantedSince(note(gone, role(["a"], [], "u2"), undefined, 6)), 6, "it was made anew");
    assert.equal(allUnwantedSince(note(gone, role(["a"]), needs([]), 6)), undefined, "somebody needs something");
    assert.equal(allUnwantedSince(note(gone, undefined, undefined, 6)), undefined);
  });
});
