import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RawContainer, RawPodSpec } from "../raw-object.ts";
import { resolveSettings } from "../settings/resolve-settings.ts";
import { healthPort } from "./health-port.ts";

function portOf(spec: RawPodSpec, identity = "media/DaemonSet/app", own?: string) {
  const pod: Record<string, string> = own === undefined ? {} : { "mount-monitor.io/http-port": own };
  const { settings } = resolveSettings({ chart: {}, namespace: {}, pod, namespaceName: "media" });
  return healthPort(spec, settings, identity);
}

const declares = (...ports: number[]): RawPodSpec => {
  return { containers: [{ name: "app", ports: ports.map((containerPort) => ({ containerPort })) }] };
};

describe("healthPort", () => {
  const table: ReadonlyArray<readonly [what: string, spec: RawPodSpec, port: number]> = [
    ["the usual one", declares(8080), 9847],
    ["the next one that is free", declares(9847, 9848), 9849],
    ["not one that an init container declares", { initContainers: declares(9847).containers as RawContainer[] }, 9848],
    ["not one that is probed", { containers: [{ name: "a", readinessProbe: { httpGet: { port: 9847 } } }] }, 9848],
  ];
  for (const [what, spec, port] of table) {
    it(what, () => assert.deepEqual(portOf(spec), { ok: true, port, nonce: undefined, derived: false }));
  }

  it("is one of its own for each workload on the node's network, the same for all of its pods", () => {
    const [one, same, other] = ["a/DaemonSet/x", "a/DaemonSet/x", "b/DaemonSet/x"].map((identity) =>
      portOf({ hostNetwork: true }, identity),
    );
    assert.ok(one?.ok && other?.ok);
    assert.deepEqual(one, same);
    assert.ok(one.derived && one.port >= 21_000 && one.port < 29_000);
    assert.match(one.nonce ?? "", /^[a-z0-9]{13}$/);
    assert.notEqual(one.nonce, other.nonce);
    assert.notEqual(one.port, other.port);
  });

  it("is the one that was asked for, or nothing", () => {
    assert.deepEqual(portOf(declares(8080), undefined, "9900"), {
      ok: true,
      port: 9900,
      nonce: undefined,
      derived: false,
    });
    const refused = portOf(declares(9900), undefined, "9900");
    assert.ok(!refused.ok && refused.error.includes("container app uses that port"));
  });
});
