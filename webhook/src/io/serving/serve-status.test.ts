import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { serveStatus, type StatusParts } from "./serve-status.ts";

const BUILD = { name: "mount-monitor-webhook", version: "1.2.3", commit: "abc" } as const;
const PAIR = { certPem: "the certificate", keyPem: "-----BEGIN PRIVATE KEY-----", caPem: "its CA" };
const CERTIFICATES: StatusParts["certificates"] = {
  current: () => PAIR,
  status: () => ({
    readiness: { ready: false, why: "not trusted" },
    refusal: { code: "foreign", message: "not ours" },
    leafNotBeforeMs: 500,
    leafNotAfterMs: 1_000,
    cas: [{ id: "f00", role: "current", notAfterMs: 2_000 }],
    failures: 3,
  }),
};

describe("the status of a replica", () => {
  it("says all that there is to say, and never the key", () => {
    const status = serveStatus({
      build: BUILD,
      pod: { name: "webhook-1", namespace: "mm" },
      reason: "not trusted",
      mode: "self",
      certificates: CERTIFICATES,
      cluster: {
        versions: () => ({ server: { major: 1, minor: 36 }, oldestKubelet: undefined }),
        status: () => [
          { title: "Nodes", state: { t: "refused", why: "forbidden" }, objects: 0, lists: 0 },
          { title: "Pods", state: { t: "current" }, objects: 7, lists: 1 },
        ],
      },
      grants: undefined,
    });
    assert.deepEqual(status, {
      ...BUILD,
      pod: "webhook-1",
      namespace: "mm",
      ready: false,
      reason: "not trusted",
      certificate: {
        mode: "self",
        notAfter: "1970-01-01T00:00:01.000Z",
        certificate: "the certificate",
        cas: [{ id: "f00", role: "current", notAfter: "1970-01-01T00:00:02.000Z" }],
        ready: false,
        why: "not trusted",
        refusal: { code: "foreign", message: "not ours" },
        failures: 3,
      },
      watches: [
        { title: "Nodes", state: "refused", why: "forbidden", objects: 0, lists: 0 },
        { title: "Pods", state: "current", objects: 7, lists: 1 },
      ],
      kubernetes: { server: "1.36", oldestKubelet: null },
    });
    assert.doesNotMatch(JSON.stringify(status), /PRIVATE/);
  });

  it("leaves nothing undefined where there is nothing yet", () => {
    const status = serveStatus({
      build: BUILD,
      pod: { name: undefined, namespace: undefined },
      reason: undefined,
      mode: "provided",
      certificates: {
        current: () => undefined,
        status: () => ({
          readiness: { ready: true },
          refusal: undefined,
          leafNotBeforeMs: undefined,
          leafNotAfterMs: undefined,
          cas: [],
          failures: 0,
        }),
      },
      cluster: undefined,
      grants: undefined,
    });
    assert.deepEqual(JSON.parse(JSON.stringify(status)), {
      ...BUILD,
      pod: null,
      namespace: null,
      ready: true,
      certificate: { mode: "provided", notAfter: null, certificate: null, cas: [], ready: true, failures: 0 },
      watches: [],
      kubernetes: { server: null, oldestKubelet: null },
    });
  });
});
