import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readInjectedPod } from "./injected-pod.ts";

const CONFIG = { mounts: [], workload: "ReplicaSet/plex-5d8f", watchdog: { action: "evict", force: true } };
const MONITOR = { name: "mount-monitor", env: [{ name: "MOUNT_MONITOR_CONFIG", value: JSON.stringify(CONFIG) }] };
const STATUS = '{"decision":"inject","reasons":["injected"],"version":"0.1.0","hash":"h","config":"c"}';
const METADATA = {
  namespace: "media",
  name: "plex-5d8f-x",
  uid: "u",
  creationTimestamp: "2025-12-31T00:00:00Z",
  labels: { "mount-monitor.io/injected": "true" },
  annotations: { "mount-monitor.io/status": STATUS },
};
const BARE = {
  namespace: "media",
  name: "plex-5d8f-x",
  uid: "u",
  creationTimestamp: "2025-12-31T00:00:00Z",
  account: "default",
  workload: undefined,
  action: "none",
  force: false,
  monitored: false,
  version: "0.1.0",
  config: "c",
  finished: false,
  deletionTimestamp: undefined,
  finalizers: [],
  node: undefined,
  start: undefined,
};

describe("readInjectedPod", () => {
  const table: ReadonlyArray<readonly [what: string, object: Record<string, unknown>, expected: object | undefined]> = [
    [
      "a native sidecar",
      { metadata: METADATA, spec: { serviceAccountName: "plex", nodeName: "n1", initContainers: [MONITOR] } },
      {
        ...BARE,
        account: "plex",
        node: "n1",
        monitored: true,
        action: "evict",
        force: true,
        workload: "ReplicaSet/plex-5d8f",
      },
    ],
    ["a gate alone", { metadata: METADATA, spec: { initContainers: [{ name: "mount-monitor-gate" }] } }, BARE],
    [
      "a configuration that is none",
      {
        metadata: METADATA,
        spec: { containers: [{ name: "mount-monitor", env: [{ name: "MOUNT_MONITOR_CONFIG", value: "{" }] }] },
      },
      { ...BARE, monitored: true },
    ],
    [
      "one that goes, and one that ended",
      {
        metadata: { ...METADATA, deletionTimestamp: "2026-01-01T00:00:00Z", finalizers: ["example.org/backup", 7] },
        status: { phase: "Succeeded" },
      },
      {
        ...BARE,
        finished: true,
        deletionTimestamp: "2026-01-01T00:00:00Z",
        finalizers: ["example.org/backup"],
      },
    ],
    [
      "a copy without the label",
      { metadata: { ...METADATA, labels: {} }, spec: { initContainers: [MONITOR] } },
      undefined,
    ],
    ["anything at all", { metadata: 3, spec: [], status: null }, undefined],
    [
      "parts of other types",
      {
        metadata: { ...METADATA, annotations: 7 },
        spec: { containers: { a: 1 }, initContainers: [3, { env: "x", name: "mount-monitor" }] },
      },
      { ...BARE, monitored: true, version: "", config: "" },
    ],
  ];
  for (const [what, object, expected] of table)
    it(`reads ${what}`, () => assert.deepEqual(readInjectedPod(object), expected));
});
