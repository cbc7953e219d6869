import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { escapeValue } from "../inject/environment.ts";
import { ownContainers, readOwnConfig } from "./own-config.ts";

const container = (name: string, config: string) => ({
  name,
  env: [{ name: "POD_NAME" }, { name: "MOUNT_MONITOR_CONFIG", value: config }],
});
const gate = container("mount-monitor-gate", '{"workload":"of the gate"}');
const monitor = container("mount-monitor", '{"workload":"of the monitor"}');
const app = { name: "app" };

describe("ownContainers", () => {
  const pods: ReadonlyArray<readonly [what: string, spec: object, found: ReturnType<typeof ownContainers>]> = [
    ["a native sidecar", { initContainers: [gate, monitor], containers: [app] }, { gate, monitor }],
    ["a monitor beside the app", { initContainers: [gate], containers: [app, monitor] }, { gate, monitor }],
    ["a gate alone", { initContainers: [gate], containers: [app] }, { gate, monitor: undefined }],
    ["nothing of ours", { containers: [app] }, { gate: undefined, monitor: undefined }],
    ["what is no pod", { containers: "x", initContainers: [null, 1] }, { gate: undefined, monitor: undefined }],
  ];
  for (const [what, spec, found] of pods) it(what, () => assert.deepEqual(ownContainers({ spec }), found));
});

describe("readOwnConfig", () => {
  it("reads what the container goes by", () =>
    assert.deepEqual(readOwnConfig(monitor), { workload: "of the monitor" }));
  for (const [what, given] of [
    ["no container", undefined],
    ["no variables", { name: "mount-monitor" }],
    ["another variable", { env: [{ name: "OTHER", value: "{}" }] }],
    ["no JSON", container("mount-monitor", "{")],
    ["no object", container("mount-monitor", "[1]")],
    ["no text", { env: [{ name: "MOUNT_MONITOR_CONFIG", value: 1 }] }],
  ] as const)
    it(`is empty: ${what}`, () => assert.deepEqual(readOwnConfig(given), {}));

  it("reads as the kubelet does what was written for it", () =>
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string({ unit: fc.constantFrom("$", "a", "(", ")") })), (config) => {
        const text = escapeValue(JSON.stringify(config));
        assert.deepEqual(readOwnConfig(container("mount-monitor", text)), JSON.parse(JSON.stringify(config)));
      }),
    ));
});
