import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { selects } from "./selector.ts";

describe("selects", () => {
  const labels = { app: "plex", tier: "web" };
  const expression = (key: string, operator: string, ...values: string[]) => ({
    matchExpressions: [{ key, operator, values }],
  });
  const table: ReadonlyArray<readonly [what: string, selector: object, expected: boolean]> = [
    ["an empty one takes everything", {}, true],
    ["matchLabels that fit", { matchLabels: { app: "plex" } }, true],
    ["matchLabels of which one does not fit", { matchLabels: { app: "plex", tier: "db" } }, false],
    ["In", expression("app", "In", "x", "plex"), true],
    ["In, without the label", expression("zone", "In", "x"), false],
    ["NotIn", expression("app", "NotIn", "plex"), false],
    ["NotIn, without the label", expression("zone", "NotIn", "x"), true],
    ["Exists", expression("app", "Exists"), true],
    ["Exists, without the label", expression("zone", "Exists"), false],
    ["DoesNotExist", expression("zone", "DoesNotExist"), true],
    ["DoesNotExist, with the label", expression("app", "DoesNotExist"), false],
    ["an operator of tomorrow", expression("app", "Like", "p*"), false],
    ["both have to fit", { matchLabels: { app: "plex" }, ...expression("tier", "In", "db") }, false],
  ];
  for (const [what, selector, expected] of table)
    it(what, () => assert.equal(selects({ ...selector }, labels), expected));
});
