import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeWebhookConfig } from "./decode-config.ts";

describe("decodeWebhookConfig", () => {
  it("fills in every default", () => {
    assert.deepEqual(decodeWebhookConfig({}, "1.2.3"), {
      ok: true,
      config: {
        injector: {
          image: "mount-monitor:latest",
          imagePullPolicy: undefined,
          version: "1.2.3",
          defaults: {},
          excludedNamespaces: ["kube-system"],
        },
        httpsPort: 8443,
        httpPort: 8080,
        tls: {
          certFile: "/etc/mount-monitor/tls/tls.crt",
          keyFile: "/etc/mount-monitor/tls/tls.key",
          pollIntervalMs: 10_000,
        },
        drainDelayMs: 10_000,
        shutdownTimeoutMs: 10_000,
        logLevel: "info",
        logFormat: "json",
      },
    });
  });

  it("takes defaults of annotations as what they are", () => {
    const decoded = decodeWebhookConfig(
      {
        defaults: {
          "allow-empty": true,
          "failure-threshold": 5,
          "restart-on": ["dead", "hung"],
          resources: { limits: { memory: "256Mi" } },
          mode: "observe",
          gate: "",
        },
      },
      "1.2.3",
    );
    assert.deepEqual(decoded.ok && decoded.config.injector.defaults, {
      "allow-empty": "true",
      "failure-threshold": "5",
      "restart-on": "dead,hung",
      resources: '{"limits":{"memory":"256Mi"}}',
      mode: "observe",
      gate: "",
    });
  });

  const table: ReadonlyArray<readonly [name: string, data: unknown, error: string]> = [
    ["something else", [], "it is [], but must be an object"],
    ["an unknown key", { httpPorts: 1 }, 'unknown key "httpPorts"; did you mean httpPort?'],
    [
      "an unknown key of tls",
      { tls: { cert: "x" } },
      'tls has an unknown key "cert"; known keys are certFile, keyFile, pollInterval',
    ],
    [
      "an unknown annotation",
      { defaults: { "check-intervall": "1s" } },
      'defaults has an unknown key "check-intervall"; did you mean check-interval?',
    ],
    [
      "an annotation for one pod",
      { defaults: { pause: "1h" } },
      'defaults has an unknown key "pause"; known keys are mounts, inject, mode, check-type, canary-file, probe-file, allow-empty, check-interval, read-timeout, failure-threshold, restart, restart-delay, restart-on, restart-budget, force, gate, gate-propagation, containers, run-as, image, resources, log-level, log-format, http-port, sidecar',
    ],
    [
      "a bad default",
      { defaults: { mode: "watch" } },
      'mount-monitor.io/mode is "watch", but must be one of enforce, observe; for example mount-monitor.io/mode: "observe"',
    ],
    [
      "a bad image",
      { image: "a b" },
      'image is "a b", but must be the reference of an image, such as registry.example.org/mount-monitor:1.2.3',
    ],
    [
      "a bad namespace",
      { excludedNamespaces: ["A"] },
      'excludedNamespaces[0] is "A", but must be the name of a namespace',
    ],
    ["a bad port", { httpsPort: 70_000 }, "httpsPort is 70000, but must be a port from 0 to 65535"],
    ["one port for two", { httpsPort: 8080 }, "httpPort and httpsPort are both 8080; give each a port of its own"],
    ["a long delay", { drainDelay: "1h" }, 'drainDelay is "1h", but must be from 0s to 5m'],
    [
      "a number as delay",
      { drainDelay: 10 },
      "drainDelay is 10, but must be a duration from 0s to 5m, such as 500ms, 30s or 1m30s",
    ],
    ["a bad level", { logLevel: "loud" }, 'logLevel is "loud", but must be one of debug, info, warn, error'],
  ];
  for (const [name, data, error] of table) {
    it(`refuses ${name}`, () => assert.deepEqual(decodeWebhookConfig(data, "1.2.3"), { ok: false, errors: [error] }));
  }
});
