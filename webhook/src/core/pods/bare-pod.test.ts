import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readBarePod } from "./bare-pod.ts";

const ASKING = { "mount-monitor.io/paths": "/mnt/media" };
const skipped = (reason: string) => ({
  ...ASKING,
  "mount-monitor.io/status": JSON.stringify({ decision: "skip", reasons: [reason, "unknown-annotation"] }),
});

describe("readBarePod", () => {
  const table: ReadonlyArray<readonly [what: string, annotations: object, reason: string | undefined]> = [
    ["one that asks for nothing", {}, undefined],
    ["one whose paths were emptied", { "mount-monitor.io/paths": " " }, undefined],
    ["one that the webhook left no word on", ASKING, "missed"],
    ["one that was skipped", skipped("switched-off"), "switched-off"],
    ["one that was skipped for what this webhook does not know", skipped("not-yet-known"), "other"],
    ["one with a reason that is a text of somebody's", skipped("x".repeat(9_000)), "other"],
    ["one with a reason of JavaScript's", skipped("constructor"), "other"],
    ["one with a reason that nobody is skipped for", skipped("injected"), "other"],
    [
      "one that was skipped without a reason",
      { ...ASKING, "mount-monitor.io/status": '{"decision":"skip"}' },
      "missed",
    ],
    ["a static pod, which nobody was asked about", { ...ASKING, "kubernetes.io/config.mirror": "x" }, "static-pod"],
    ["a status that a person has written into", { ...ASKING, "mount-monitor.io/status": "later" }, "missed"],
    [
      "one that carries a monitor, and lost its label",
      { ...ASKING, "mount-monitor.io/status": '{"decision":"inject","reasons":["injected"]}' },
      undefined,
    ],
  ];
  for (const [what, annotations, reason] of table)
    it(`reads ${what}`, () => {
      const found = readBarePod({ metadata: { namespace: "media", name: "plex", annotations } });
      assert.deepEqual(found, reason === undefined ? undefined : { namespace: "media", name: "plex", reason });
    });

  it("leaves out what goes, and reads anything at all", () => {
    const metadata = { name: "plex", annotations: ASKING, deletionTimestamp: "2026-01-01T00:00:00Z" };
    assert.equal(readBarePod({ metadata }), undefined);
    assert.equal(readBarePod({ metadata: 3 }), undefined);
    assert.equal(readBarePod({}), undefined);
  });
});
