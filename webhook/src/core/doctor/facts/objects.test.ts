/** What is read of objects as the API server has them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readRole, readRoleBinding } from "./grant-facts.ts";
import { readNamespace } from "./namespace-facts.ts";
import { readNode } from "./node-facts.ts";
import { readPolicy, readPolicyBinding } from "./policy-facts.ts";
import { readRefusal } from "./refusal-facts.ts";
import { hostOf, readInstallation, readWebhook } from "./webhook-facts.ts";
import { readWorkload, restartCommand } from "../../live/workload-facts.ts";

const metadata = { name: "a", namespace: "media" };

describe("readInstallation", () => {
  const webhook = (name: string, clientConfig: object = {}) => ({ name, clientConfig });

  it("keeps the webhooks that are ours, under whatever name they are installed", () => {
    const webhooks = [webhook("pods.mount-monitor.io"), webhook("other"), webhook("workloads.mount-monitor.io")];
    const read = readInstallation({ metadata: { name: "mounts-webhook" }, webhooks });
    assert.equal(read?.name, "mounts-webhook");
    const names = read?.webhooks.map(({ name }) => name);
    assert.deepEqual(names, ["pods.mount-monitor.io", "workloads.mount-monitor.io"]);
    assert.equal(readInstallation({ metadata: { name: "x" }, webhooks: [webhook("other")] }), undefined);
    assert.equal(readInstallation({ metadata: { name: "x" } }), undefined);
  });

  it("knows by which name the API server calls", () => {
    for (const [clientConfig, host] of [
      [{ service: { namespace: "n", name: "s", port: 8443 } }, "s.n.svc"],
      [{ url: "https://127.0.0.1:8443/mutate/pods" }, "127.0.0.1"],
      [{ url: "https://hook.example.org/mutate" }, "hook.example.org"],
      [{ url: "https://[fd00::1]:8443/x" }, "fd00::1"],
    ] as const)
      assert.equal(hostOf(readWebhook(webhook("x", clientConfig)).endpoint), host);
  });

  it("takes what is not said for what the API server makes of it", () => {
    const { failurePolicy, caBundle, endpoint } = readWebhook(webhook("x", { service: { namespace: "n", name: "s" } }));
    assert.deepEqual([failurePolicy, caBundle], ["Fail", ""]);
    assert.deepEqual(endpoint, { t: "service", namespace: "n", name: "s", port: 443 });
  });
});

describe("readPolicy and readPolicyBinding", () => {
  it("read what makes a policy do something", () => {
    assert.equal(readPolicy({ metadata, spec: {} }).failurePolicy, "Fail");
    const expressionWarnings = [{ fieldRef: "spec.x", warning: "no such field" }, { warning: "odd" }];
    const policy = readPolicy({
      metadata,
      spec: { failurePolicy: "Ignore" },
      status: { typeChecking: { expressionWarnings } },
    });
    assert.deepEqual([policy.name, policy.failurePolicy], ["a", "Ignore"]);
    assert.deepEqual(policy.typeWarnings, ["spec.x: no such field", "expression: odd"]);
  });

  it("know a binding that holds only in places, each way that there is", () => {
    const narrowed = (matchResources?: object) =>
      readPolicyBinding({ metadata, spec: { policyName: "p", validationActions: ["Deny"], matchResources } }).narrowed;
    assert.equal(narrowed(), false);
    assert.equal(narrowed({ matchPolicy: "Equivalent", namespaceSelector: {}, objectSelector: {} }), false);
    assert.equal(narrowed({ namespaceSelector: { matchLabels: { a: "b" } } }), true);
    assert.equal(narrowed({ objectSelector: { matchLabels: { a: "b" } } }), true);
    assert.equal(narrowed({ resourceRules: [{}] }), true);
    assert.equal(narrowed({ excludeResourceRules: [{}] }), true);
  });
});

describe("readNode and readNamespace", () => {
  it("read versions, and whether the kubelet is well", () => {
    const node = (status: string, kubeletVersion = "v1.36.3+k3s1") =>
      readNode({
        metadata,
        status: {
          nodeInfo: { kubeletVersion },
          conditions: [
            { type: "MemoryPressure", status: "True" },
            { type: "Ready", status },
          ],
        },
      });
    assert.deepEqual(node("True"), {
      name: "a",
      kubelet: "v1.36.3+k3s1",
      version: { major: 1, minor: 36 },
      ready: true,
    });
    assert.equal(node("Unknown").ready, false);
    assert.equal(node("True", "odd").version, undefined);
  });

  it("keep the annotations that decisions depend on", () => {
    const annotations = {
      "mount-monitor.io/mode": "observe",
      "mount-monitor.io/pause": "true",
      "example.org/a": "b",
    };
    const { name, ...rest } = readNamespace({ metadata: { ...metadata, labels: { a: "b" }, annotations } });
    assert.equal(name, "a");
    const expected = { labels: { a: "b" }, annotations: { "mount-monitor.io/mode": "observe" }, terminating: false };
    assert.deepEqual(rest, expected);
    assert.equal(readNamespace({ metadata: { deletionTimestamp: "2026-11-26T12:00:00Z" } }).terminating, true);
  });
});

describe("readRole and readRoleBinding", () => {
  it("know what is ours by its label alone", () => {
    for (const [labels, ours] of [
      [{ "mount-monitor.io/grant": "restart-self" }, true],
      [{ "mount-monitor.io/grant": "other" }, false],
      [{}, false],
    ] as const) {
      assert.equal(readRole({ metadata: { ...metadata, labels } }).ours, ours);
      assert.equal(readRoleBinding({ metadata: { ...metadata, labels } }).ours, ours);
    }
  });
});

describe("readRefusal", () => {
  const event = (change: object) => ({
    involvedObject: { kind: "ReplicaSet", namespace: "media", name: "plex-5d8f" },
    message:
      'Error creating: admission webhook "pods.mount-monitor.io" denied the request: /mnt/boks lies on no volumeMount (path-not-mounted)',
    lastTimestamp: "2026-11-26T12:00:00Z",
    ...change,
  });

  it("takes over what the webhook said, and when", () => {
    assert.deepEqual(readRefusal(event({})), {
      kind: "ReplicaSet",
      namespace: "media",
      name: "plex-5d8f",
      message: "/mnt/boks lies on no volumeMount (path-not-mounted)",
      lastMs: Date.parse("2026-11-26T12:00:00Z"),
    });
    const series = { lastObservedTime: "2026-11-26T13:00:00.000000Z" };
    assert.equal(readRefusal(event({ series }))?.lastMs, Date.parse("2026-11-26T13:00:00Z"));
    const newer = { lastTimestamp: null, eventTime: "2026-11-26T14:00:00.000000Z" };
    assert.equal(readRefusal(event(newer))?.lastMs, Date.parse("2026-11-26T14:00:00Z"));
  });

  it("leaves out what others refused", () => {
    for (const message of [
      'Error creating: admission webhook "other.example.org" denied the request: no',
      'Error creating: pods "a" is forbidden: exceeded quota',
      undefined,
    ])
      assert.equal(readRefusal(event({ message })), undefined);
  });
});

describe("readWorkload", () => {
  const paths = { annotations: { "mount-monitor.io/paths": "/mnt/media" } };
  const workload = (own: object, template: object, status: object = {}) => ({
    metadata: { ...metadata, ...own },
    spec: { template: { metadata: template } },
    status,
  });

  it("tells those whose template does not ask from those where it does", () => {
    assert.equal(readWorkload("Deployment", workload(paths, paths))?.templateAsks, true);
    assert.equal(readWorkload("Deployment", workload({}, paths))?.templateAsks, true);
    assert.equal(readWorkload("Deployment", workload(paths, {}))?.templateAsks, false);
    assert.equal(readWorkload("Deployment", workload({}, {})), undefined);
    const off = { annotations: { ...paths.annotations, "mount-monitor.io/inject": "false" } };
    assert.equal(readWorkload("Deployment", workload(off, {})), undefined);
  });

  it("finds the template of a CronJob", () => {
    const jobTemplate = { spec: { template: { metadata: paths } } };
    assert.equal(readWorkload("CronJob", { metadata, spec: { jobTemplate } })?.templateAsks, true);
  });

  it("leaves out Jobs that have ended", () => {
    const ended = (type: string, status = "True") =>
      readWorkload("Job", workload(paths, {}, { conditions: [{ type, status }] }));
    assert.equal(ended("Complete"), undefined);
    assert.equal(ended("Failed"), undefined);
    assert.ok(ended("Suspended"));
    assert.ok(ended("Complete", "False"));
  });

  it("says what has pods made anew", () => {
    const command = (kind: string) => restartCommand({ kind, namespace: "media", name: "a" }, ["a-1", "a-2"]);
    assert.equal(command("DaemonSet"), "kubectl -n media rollout restart daemonset/a");
    assert.equal(command("ReplicaSet"), "kubectl -n media delete pod a-1 a-2");
    assert.equal(command("Job"), "The next run has it; a Job that runs now can only be created anew");
  });
});
