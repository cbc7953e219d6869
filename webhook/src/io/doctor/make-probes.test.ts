import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { known } from "../../core/live/known.ts";
import {
  exampleInstallation,
  exampleReplica,
  injectedPod,
  namespace,
  statusOf,
} from "../../core/doctor/testing/example-picture.ts";
import { makeProbes, type ProbeSettings } from "./make-probes.ts";
import { type FakeCall, fakeCalls } from "../live/testing/fake-calls.ts";

const SETTINGS: ProbeSettings = {
  pods: [],
  namespaces: [namespace("default"), namespace("media")],
  scope: undefined,
  installations: known([exampleInstallation()]),
  replicas: known([exampleReplica("a")]),
};
const QUOTA = { kind: "Status", message: 'pods "x" is forbidden: exceeded quota: q' };
const imageOf = ({ body }: FakeCall) => (body.spec.template?.spec ?? body.spec).containers[0].image;
const injectedAnswer = ({ body }: FakeCall): readonly [number, unknown] => {
  if (body.kind === "Deployment") {
    const { annotations } = body.metadata;
    return [201, { spec: { template: { metadata: { annotations } } } }];
  }
  const annotations = { "mount-monitor.io/status": statusOf(["injected"]) };
  return [201, { metadata: { annotations }, spec: { initContainers: [{ name: "mount-monitor" }] } }];
};

describe("makeProbes", () => {
  it("creates a pod and a Deployment by dry run, and nothing else", async () => {
    const { calls, asked } = fakeCalls(injectedAnswer);
    const { probes, workloadProbe } = await makeProbes(calls, SETTINGS);
    assert.deepEqual(probes, [
      {
        namespace: "default",
        namespaces: ["default"],
        answer: { t: "injected", version: "1.2.3", config: "c0ffee" },
      },
    ]);
    assert.deepEqual(workloadProbe, { namespace: "default", answer: { t: "injected", version: "", config: "" } });
    assert.deepEqual(
      asked.map(({ method, path }) => `${method} ${path}`),
      [
        "POST /api/v1/namespaces/default/pods?dryRun=All",
        "POST /apis/apps/v1/namespaces/default/deployments?dryRun=All",
      ],
    );
    assert.deepEqual(new Set(asked.map(imageOf)), new Set(["mount-monitor-webhook:1.2.3"]));
  });

  it("tries the next namespace of the same kind where something else is in the way", async () => {
    const pods = ["a", "b", "c"].map((name) => injectedPod(name, { metadata: { namespace: name } }));
    const namespaces = ["a", "b", "c"].map((name) => namespace(name));
    const { calls, asked } = fakeCalls((call) => (call.path.includes("/a/") ? [403, QUOTA] : injectedAnswer(call)));
    const { probes } = await makeProbes(calls, { ...SETTINGS, pods, namespaces });
    assert.deepEqual(
      probes.map((probe) => [probe.namespace, probe.namespaces, probe.answer.t]),
      [["b", ["a", "b", "c"], "injected"]],
    );
    const images = asked.map(({ body }) => imageOf({ method: "", path: "", body }));
    assert.deepEqual(images, ["mount-monitor:1.2.3", "mount-monitor:1.2.3", "mount-monitor:1.2.3"]);
  });

  it("says what was in the way where it is everywhere, and does not go on for ever", async () => {
    const names = ["a", "b", "c", "d", "e"];
    const pods = names.map((name) => injectedPod(name, { metadata: { namespace: name } }));
    const { calls, asked } = fakeCalls(() => [403, QUOTA]);
    const settings = { ...SETTINGS, pods, namespaces: names.map((name) => namespace(name)) };
    const { probes } = await makeProbes(calls, settings);
    assert.deepEqual(
      probes.map(({ namespace, answer }) => [namespace, answer.t]),
      [["a", "stopped"]],
    );
    assert.equal(asked.filter(({ path }) => path.includes("/pods?")).length, 3);
  });

  it("asks nobody where there is no webhook", async () => {
    const { calls, asked } = fakeCalls(injectedAnswer);
    const { probes, workloadProbe } = await makeProbes(calls, { ...SETTINGS, installations: known([]) });
    assert.deepEqual([probes, workloadProbe, asked], [[], undefined, []]);
  });

  it("keeps to the namespace that is looked at", async () => {
    const { calls, asked } = fakeCalls(injectedAnswer);
    await makeProbes(calls, { ...SETTINGS, scope: "media" });
    assert.ok(asked.length === 2 && asked.every(({ path }) => path.includes("/namespaces/media/")));
  });
});
