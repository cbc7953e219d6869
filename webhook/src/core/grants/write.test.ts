import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FoundRole } from "./found-role.ts";
import { type GrantWrite, takesBack } from "./write.ts";

// It is counted and warned of: who does not hear of it wonders why no pod is restarted any more.
describe("takesBack", () => {
  const role = (restart: boolean) => ({ restart }) as FoundRole;
  const needs = (restart: boolean) => ({ deletes: [], evicts: [], restart });
  const table: ReadonlyArray<readonly [what: string, write: GrantWrite, back: boolean]> = [
    ["restarts for none", { t: "update-role", found: role(true), needs: needs(false) }, true],
    ["restarts for others", { t: "update-role", found: role(true), needs: needs(true) }, false],
    ["events for events", { t: "update-role", found: role(false), needs: needs(false) }, false],
    ["events for restarts", { t: "update-role", found: role(false), needs: needs(true) }, false],
    ["a Role that nobody needs any more", { t: "delete-role", found: role(true) }, false],
    ["a new Role", { t: "create-role", account: "plex", needs: needs(false) }, false],
  ];
  for (const [what, write, back] of table) it(`${what}: ${back}`, () => assert.equal(takesBack(write), back));
});
