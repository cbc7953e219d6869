import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { UNKNOWN_FACTS } from "../cluster-facts.ts";
import { resolveSettings } from "../settings/resolve-settings.ts";
import type { OwnerKind } from "./owner.ts";
import { decideRestart } from "./restart.ts";

type Row = readonly [owner: OwnerKind, wanted: string | undefined, minor: number, action: string, warnings: string];

/** 36 is a cluster that can start all containers of a pod anew. */
const TABLE: readonly Row[] = [
  ["replaces", undefined, 35, "delete", ""],
  ["replaces", undefined, 36, "delete", ""],
  ["replaces", "evict", 35, "evict", ""],
  ["replaces", "none", 36, "none", ""],
  ["replaces", "in-place", 36, "in-place", ""],
  ["replaces", "in-place", 35, "delete", "in-place-unsupported"],
  ["job", undefined, 36, "in-place", ""],
  ["job", undefined, 35, "none", "job-restart"],
  ["job", "delete", 36, "in-place", "job-restart"],
  ["job", "evict", 35, "none", "job-restart"],
  ["job", "none", 35, "none", ""],
  ["job", "in-place", 36, "in-place", ""],
  ["job", "in-place", 35, "none", "in-place-unsupported"],
  ["none", undefined, 36, "none", "no-controller"],
  ["none", "evict", 36, "none", "no-controller"],
  ["none", "none", 35, "none", ""],
  ["none", "in-place", 36, "in-place", ""],
  ["none", "in-place", 35, "none", "in-place-unsupported no-controller"],
  ["unknown", undefined, 36, "none", "unknown-controller"],
  ["unknown", "in-place", 36, "in-place", ""],
];

describe("decideRestart", () => {
  for (const [kind, wanted, minor, action, warnings] of TABLE) {
    it(`owner ${kind}, restart ${wanted ?? "by default"}, 1.${minor} -> ${action}`, () => {
      const pod: Record<string, string> = wanted === undefined ? {} : { "mount-monitor.io/restart": wanted };
      const { settings } = resolveSettings({ chart: {}, namespace: {}, pod, namespaceName: "media" });
      const version = { major: 1, minor };
      const facts = { ...UNKNOWN_FACTS, serverVersion: version, oldestKubelet: version };
      const restart = decideRestart(settings, { kind, workload: "ReplicaSet/app" }, facts);
      assert.equal(restart.action, action);
      assert.equal(restart.warnings.map(({ code }) => code).join(" "), warnings);
    });
  }

  it("does not count on what it does not know", () => {
    const pod = { "mount-monitor.io/restart": "in-place" };
    const { settings } = resolveSettings({ chart: {}, namespace: {}, pod, namespaceName: "media" });
    const version = { major: 1, minor: 36 };
    for (const facts of [{ serverVersion: version }, { oldestKubelet: version }]) {
      const owner = { kind: "replaces", workload: "ReplicaSet/app" } as const;
      assert.equal(decideRestart(settings, owner, { ...UNKNOWN_FACTS, ...facts }).action, "delete");
    }
  });
});
