import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type AccountAccess, neededBeside } from "./access.ts";
import type { FoundRole } from "./found-role.ts";

const NEEDS = {
  namespace: "media",
  account: "plex",
  deletes: new Set(["d"]),
  evicts: new Set(["e"]),
  events: true,
};
const ROLE = {} as FoundRole;

describe("neededBeside", () => {
  const table: ReadonlyArray<
    readonly [what: string, access: Partial<AccountAccess>, role: FoundRole | undefined, left: string]
  > = [
    ["nothing of its own", {}, undefined, "d e events"],
    ["deletes any pod", { deletesAny: true }, undefined, " e events"],
    ["evicts any pod", { evictsAny: true }, undefined, "d  events"],
    ["both", { deletesAny: true, evictsAny: true }, undefined, "  events"],
    ["both, and events", { deletesAny: true, evictsAny: true, writesEvents: true }, undefined, "nothing"],
    ["both, and events that may be ours", { deletesAny: true, evictsAny: true, writesEvents: true }, ROLE, "  events"],
    ["events, which says nothing", { writesEvents: true }, undefined, "d e events"],
  ];
  for (const [what, access, role, left] of table)
    it(what, () => {
      const needs = neededBeside(NEEDS, { deletesAny: false, evictsAny: false, writesEvents: false, ...access }, role);
      const told = needs ? `${[...needs.deletes].join()} ${[...needs.evicts].join()} events` : "nothing";
      assert.equal(told, left);
    });
  it("no needs", () =>
    assert.equal(neededBeside(undefined, { deletesAny: true, evictsAny: true, writesEvents: false }, ROLE), undefined));
});
