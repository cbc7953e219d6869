import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatVersion, parseKubernetesVersion } from "./cluster-facts.ts";
import { readServerVersion } from "./server-version.ts";

describe("readServerVersion", () => {
  const emulating = (minor: string, major = "1") => ({
    gitVersion: "v1.36.3",
    emulationMajor: major,
    emulationMinor: minor,
  });
  const table: ReadonlyArray<readonly [what: string, document: unknown, text: string | undefined, counts: string]> = [
    ["one that knows nothing of emulation", { gitVersion: "v1.30.14-gke.1200" }, "v1.30.14-gke.1200", "1.30"],
    ["one that is what it says", emulating("36"), "v1.36.3", "1.36"],
    ["one that emulates an older one", emulating("35"), "v1.35 (emulated by v1.36.3)", "1.35"],
    ["one that would emulate a newer one", emulating("37"), "v1.36.3", "1.36"],
    ["an emulation of nothing", emulating("", ""), "v1.36.3", "1.36"],
    ["no version", { gitVersion: 1 }, undefined, "unknown"],
    ["something else", "v1.36.3", undefined, "unknown"],
  ];
  for (const [what, document, text, counts] of table)
    it(what, () => {
      const read = readServerVersion(document);
      assert.equal(read, text);
      assert.equal(formatVersion(parseKubernetesVersion(read ?? "")), counts);
    });
});
