import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ServeStatus } from "@mount-monitor/contract";
import { readReplica, readReplicaStatus } from "./replica-facts.ts";

describe("readReplica", () => {
  const replica = (containers: readonly object[], conditions: readonly object[] = []) =>
    readReplica({ metadata: { namespace: "n", name: "a" }, spec: { containers }, status: { conditions } });

  it("finds the port that the kubelet asks", () => {
    const probe = (port: unknown) => ({ readinessProbe: { httpGet: { path: "/healthz/ready", port } } });
    const ports = [
      { name: "https", containerPort: 8443 },
      { name: "http", containerPort: 9090 },
    ];
    assert.equal(replica([probe(9091)])?.port, 9091);
    assert.equal(replica([{ ...probe("http"), ports }])?.port, 9090);
    assert.equal(replica([{ ports }])?.port, 8080);
  });

  it("is ready when its condition says so", () => {
    assert.equal(replica([], [{ type: "Ready", status: "True" }])?.ready, true);
    assert.equal(replica([], [{ type: "Ready", status: "False" }])?.ready, false);
    assert.equal(replica([])?.ready, false);
  });

  it("takes no app for one, whatever its labels", () => {
    const annotations = { "mount-monitor.io/paths": "/mnt/media" };
    assert.equal(readReplica({ metadata: { namespace: "media", name: "plex", annotations } }), undefined);
  });
});

describe("readReplicaStatus", () => {
  it("reads what a replica says", () => {
    const status: ServeStatus = {
      name: "mount-monitor-webhook",
      version: "1.2.3",
      commit: "c0ffee",
      pod: "a",
      namespace: "n",
      ready: false,
      reason: "no certificate yet",
      certificate: {
        mode: "self",
        notAfter: null,
        certificate: "PEM",
        cas: [],
        ready: false,
        why: "no certificate yet",
        refusal: { code: "foreign", message: "the Secret is somebody else's" },
        failures: 1,
      },
      watches: [
        { title: "Namespaces", state: "current", objects: 3, lists: 1 },
        { title: "LimitRanges", state: "refused", why: "forbidden", objects: 0, lists: 0 },
      ],
      grants: {
        mode: "managed",
        policy: { inForce: false, why: "no binding" },
        accounts: 1,
        pods: 2,
        foreign: ["a/b"],
        troubles: ["a/b: forbidden"],
        pending: 1,
        writes: 4,
        revocations: 0,
        failures: 2,
      },
      kubernetes: { server: "1.36", oldestKubelet: "1.36" },
    };
    assert.deepEqual(readReplicaStatus(status), {
      version: "1.2.3",
      reason: "no certificate yet",
      certificate: { mode: "self", pem: "PEM", trouble: "the Secret is somebody else's" },
      refused: [{ title: "LimitRanges", why: "forbidden" }],
      grants: {
        mode: "managed",
        inForce: false,
        known: true,
        why: "no binding",
        pods: 2,
        foreign: ["a/b"],
        troubles: ["a/b: forbidden"],
        failures: 2,
        pending: 1,
      },
    });
  });

  it("tells what was not found out yet from what is wrong", () => {
    const grants = { mode: "managed", policy: { inForce: false, known: false, why: "being tried" }, pods: 0 };
    const read = readReplicaStatus({ version: "1.2.3", grants })?.grants;
    assert.deepEqual([read?.inForce, read?.known, read?.why], [false, false, "being tried"]);
  });

  it("takes what an older one says, and knows what is no status at all", () => {
    const none = { reason: undefined, certificate: undefined, refused: [], grants: undefined };
    assert.deepEqual(readReplicaStatus({ version: "0.1.0" }), { version: "0.1.0", ...none });
    for (const other of [undefined, "x", {}, { statusCode: 404, message: "Route GET:/status not found" }])
      assert.equal(readReplicaStatus(other), undefined);
  });
});
