/** Whatever stands in an object of the cluster or in an answer: nothing here throws. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { RawObject } from "../../raw-object.ts";
import { readProbeAnswer } from "../probe/read-answer.ts";
import { readRole, readRoleBinding } from "./grant-facts.ts";
import { freeCommandIn, readMonitorReport } from "./monitor-report.ts";
import { readNamespace } from "./namespace-facts.ts";
import { readNode } from "./node-facts.ts";
import { readPod } from "../../live/pod-facts.ts";
import { readPolicy, readPolicyBinding } from "./policy-facts.ts";
import { readRefusal } from "./refusal-facts.ts";
import { readReplica, readReplicaStatus } from "./replica-facts.ts";
import { selects } from "./selector.ts";
import { hostOf, readInstallation } from "./webhook-facts.ts";
import { readWorkload, workloadOfPod } from "../../live/workload-facts.ts";

const KEYS = [
  "metadata",
  "spec",
  "status",
  "annotations",
  "labels",
  "mount-monitor.io/paths",
  "mount-monitor.io/status",
  "mount-monitor.io/injected",
  "ownerReferences",
  "controller",
  "name",
  "kind",
  "containers",
  "initContainers",
  "env",
  "value",
  "conditions",
  "type",
  "template",
  "jobTemplate",
  "webhooks",
  "clientConfig",
  "service",
  "url",
  "matchExpressions",
  "rules",
  "subjects",
  "mounts",
  "restart",
  "selfTest",
  "message",
  "initContainerStatuses",
  "state",
  "waiting",
];
const WORDS = [
  "mount-monitor",
  "mount-monitor-gate",
  "pods.mount-monitor.io",
  "true",
  "{}",
  "MOUNT_MONITOR_CONFIG",
  "x",
];

const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6 },
    fc.constantFrom<unknown>(null, true, 0, ...WORDS),
    fc.dictionary(fc.constantFrom(...KEYS), tie("tree"), { maxKeys: 6 }),
    fc.array(tie("tree"), { maxLength: 3 }),
  ),
}));
const objects = fc.dictionary(fc.constantFrom(...KEYS), tree, { maxKeys: 8 });

describe("what reads the cluster", () => {
  it("never throws", () => {
    fc.assert(
      fc.property(objects, (object: RawObject) => {
        readPod(object);
        readNode(object);
        readNamespace(object);
        readPolicy(object);
        readPolicyBinding(object);
        readRole(object);
        readRoleBinding(object);
        readRefusal(object);
        readReplica(object);
        readReplicaStatus(object);
        readMonitorReport(object);
        workloadOfPod(object);
        selects(object, {});
        for (const kind of ["Deployment", "CronJob", "Job"]) readWorkload(kind, object);
        for (const kind of ["pod", "workload"] as const) {
          readProbeAnswer({ status: 201, document: object }, kind);
          readProbeAnswer({ status: 500, document: object }, kind);
        }
        for (const { endpoint } of readInstallation(object)?.webhooks ?? []) hostOf(endpoint);
      }),
    );
  });

  it("takes nothing but a number out of an event", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const message = `${before}/sys/fs/fuse/connections/52/abort${after}`;
        assert.equal(freeCommandIn(message), "echo 1 > /sys/fs/fuse/connections/52/abort");
      }),
    );
    assert.equal(freeCommandIn("echo 1 > /sys/fs/fuse/connections/$(reboot)/abort"), undefined);
  });
});
