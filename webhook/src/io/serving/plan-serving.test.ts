import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PodEnvironment } from "../../environment.ts";
import { decodeWebhookConfig } from "../config/decode-config.ts";
import { planServing } from "./plan-serving.ts";

const ALONE: PodEnvironment = {
  name: undefined,
  namespace: undefined,
  apiHost: undefined,
  apiPort: undefined,
  tokenFile: undefined,
  caFile: undefined,
};
const POD: PodEnvironment = { ...ALONE, name: "webhook-1", namespace: "mm", apiHost: "10.96.0.1", apiPort: "6443" };

function plan(pod: PodEnvironment, input: unknown) {
  // A copy, since defaults are filled in where it stands.
  const decoded = decodeWebhookConfig(structuredClone(input), "0");
  assert.ok(decoded.ok);
  return planServing(decoded.config, pod);
}

function settings(pod: PodEnvironment, input: unknown) {
  const planned = plan(pod, input);
  assert.ok(planned.ok, JSON.stringify(planned));
  return planned.certificates;
}

describe("the plan of serving", () => {
  it("makes certificates for the names of the Service, and for what else is asked for", () => {
    const planned = settings(POD, { certificates: { service: "hook", hosts: ["127.0.0.1"], secret: "ca" } });
    assert.ok(planned.mode === "self");
    assert.deepEqual(planned.hosts, ["hook.mm.svc", "hook.mm.svc.cluster.local", "127.0.0.1"]);
    assert.deepEqual(planned.secret, { namespace: "mm", name: "ca" });
    assert.deepEqual(planned.webhookNames, ["pods.mount-monitor.io", "workloads.mount-monitor.io"]);
  });

  it("checks files against the live bundle where there is a cluster", () => {
    for (const mode of ["cert-manager", "provided"]) {
      const planned = settings(POD, { certificates: { mode, webhookConfiguration: "w" } });
      assert.ok(planned.mode === mode && "bundle" in planned);
      assert.equal(planned.bundle?.webhookConfiguration, "w");
    }
    const alone = settings(ALONE, { certificates: { mode: "provided" }, grants: { mode: "manual" } });
    assert.ok(alone.mode === "provided" && alone.bundle === undefined);
  });

  it("finds the API server", () => {
    const url = (pod: Partial<PodEnvironment>) => {
      const planned = plan({ ...POD, ...pod }, {});
      return planned.ok ? planned.connection?.url : planned.errors;
    };
    assert.equal(url({}), "https://10.96.0.1:6443");
    assert.equal(url({ apiPort: undefined }), "https://10.96.0.1:443");
    assert.equal(url({ apiHost: "fd00::1" }), "https://[fd00::1]:6443");
    assert.deepEqual(url({ apiPort: "tcp://10.96.0.1:443" }), [
      'failed to find the API server: KUBERNETES_SERVICE_PORT is "tcp://10.96.0.1:443"; set a port',
    ]);
  });

  it("reads token and CA anew with each call", () => {
    const planned = plan({ ...POD, tokenFile: "/nowhere/token", caFile: "/nowhere/ca" }, {});
    assert.ok(planned.ok);
    assert.throws(() => planned.connection?.credentials(), /ENOENT.*\/nowhere\/ca/);
  });

  const MANUAL = { grants: { mode: "manual" } };
  const refused: ReadonlyArray<readonly [what: string, PodEnvironment, input: unknown, errors: readonly RegExp[]]> = [
    [
      "everything of the cluster, alone",
      ALONE,
      {},
      [/^certificates\.mode self needs a cluster/, /^grants\.mode managed/],
    ],
    ["certificates of its own, alone", ALONE, MANUAL, [/set certificates\.mode: provided, with certFile and keyFile$/]],
    [
      "cert-manager, alone",
      ALONE,
      { ...MANUAL, certificates: { mode: "cert-manager" } },
      [/^certificates\.mode cert-manager needs a cluster/],
    ],
    [
      "grants, alone",
      ALONE,
      { certificates: { mode: "provided" } },
      [/^grants\.mode managed needs a cluster, .* or set grants\.mode: manual$/],
    ],
    ["a pod that does not know its namespace", { ...POD, namespace: undefined }, {}, [/POD_NAMESPACE is not set/]],
  ];
  for (const [what, pod, input, errors] of refused)
    it(`refuses ${what}, and says what to set`, () => {
      const planned = plan(pod, input);
      assert.ok(!planned.ok);
      assert.equal(planned.errors.length, errors.length);
      for (const [index, error] of errors.entries()) assert.match(planned.errors[index] ?? "", error);
    });
});
