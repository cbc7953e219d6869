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
        certificates: {
          mode: "self",
          rotation: {
            caLifeMs: 8_760 * 3_600_000,
            leafLifeMs: 168 * 3_600_000,
            propagationMs: 10_000,
            clockSkewMs: 300_000,
          },
          secret: "mount-monitor-webhook-ca",
          service: "mount-monitor-webhook",
          hosts: [],
          webhookConfiguration: "mount-monitor-webhook",
        },
        grants: { mode: "managed", policy: "mount-monitor-restart-self", owner: "mount-monitor-webhook" },
        drainDelayMs: 10_000,
        shutdownTimeoutMs: 10_000,
        logLevel: "info",
        logFormat: "json",
      },
    });
  });

  it("takes certificates from files, and leaves grants to others", () => {
    const files = { certFile: "/c", keyFile: "/k", caFile: "/a" };
    for (const mode of ["cert-manager", "provided"]) {
      const decoded = decodeWebhookConfig(
        {
          certificates: { mode, ...files, pollInterval: "1m", webhookConfiguration: "mine" },
          grants: { mode: "manual" },
        },
        "1.2.3",
      );
      assert.ok(decoded.ok);
      const { certificates, grants } = decoded.config;
      assert.deepEqual(certificates, { mode, files, pollMs: 60_000, webhookConfiguration: "mine" });
      assert.deepEqual(grants, { mode: "manual" });
    }
    const { ok, ...rest } = decodeWebhookConfig({ certificates: { mode: "provided" } }, "1.2.3");
    assert.ok(ok && "config" in rest && rest.config.certificates.mode === "provided");
    assert.deepEqual(rest.config.certificates.files, {
      certFile: "/etc/mount-monitor/tls/tls.crt",
      keyFile: "/etc/mount-monitor/tls/tls.key",
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
      "an unknown key of certificates",
      { certificates: { certfile: "x" } },
      'certificates has an unknown key "certfile"; did you mean certFile?',
    ],
    [
      "an unknown mode",
      { certificates: { mode: "certmanager" } },
      'certificates.mode is "certmanager", but must be one of self, cert-manager, provided',
    ],
    [
      "files without the mode for them",
      { certificates: { keyFile: "/k" } },
      "certificates.keyFile is for certificates.mode cert-manager or provided, but certificates.mode is self, which is what it is unless you set it; change the mode, or leave certificates.keyFile out",
    ],
    [
      "lives of certificates that others make",
      { certificates: { mode: "cert-manager", caLife: "8760h" } },
      "certificates.caLife is for certificates.mode self, but certificates.mode is cert-manager; change the mode, or leave certificates.caLife out",
    ],
    [
      "a CA that does not live long enough",
      { certificates: { caLife: "200h" } },
      "certificates.caLife (200h) must be at least three times certificates.leafLife (168h)",
    ],
    [
      "a certificate that clocks may miss",
      { certificates: { leafLife: "10m" } },
      "certificates.leafLife (10m) must be more than six times certificates.clockSkew (5m), or certificates could expire before they are renewed",
    ],
    ["a long life", { certificates: { caLife: "90000h" } }, 'certificates.caLife "90000h" is longer than ten years'],
    [
      "a host that is none",
      { certificates: { hosts: ["https://a"] } },
      'certificates.hosts[0] is "https://a", but must be a DNS name in lower case or an IPv4 address',
    ],
    [
      "a Secret in a namespace",
      { certificates: { secret: "a/b" } },
      'certificates.secret is "a/b", but must be the name of an object, such as mount-monitor-webhook-ca',
    ],
    [
      "a policy that nobody heeds",
      { grants: { mode: "manual", policy: "p" } },
      "grants.policy is for grants.mode managed, but grants.mode is manual; change the mode, or leave grants.policy out",
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
