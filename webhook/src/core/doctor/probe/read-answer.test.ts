import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ProbeAnswer, readProbeAnswer } from "./read-answer.ts";

/** Messages as a Kubernetes 1.36 API server writes them. */
const CALL = 'Internal error occurred: failed calling webhook "pods.mount-monitor.io": failed to call webhook: ';
const POST = 'Post "https://127.0.0.1:43923/mutate/pods?timeout=2s": ';
const PROBE = 'pods "probe-nqdqp" is forbidden: ';

const TABLE: ReadonlyArray<readonly [what: string, status: number, message: string, expected: ProbeAnswer["t"]]> = [
  [
    "CA of somebody else",
    500,
    `${CALL}${POST}tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    "not-trusted",
  ],
  [
    "wrong name",
    500,
    `${CALL}${POST}tls: failed to verify certificate: x509: cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs`,
    "not-trusted",
  ],
  [
    "expired",
    500,
    `${CALL}${POST}tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-26T14:27:17Z is after 2026-11-26T11:40:32Z`,
    "not-trusted",
  ],
  [
    "a caBundle that is no certificate",
    500,
    'Internal error occurred: failed calling webhook "pods.mount-monitor.io": could not get REST client: unable to load root certificates: unable to parse bytes as PEM block',
    "not-trusted",
  ],
  ["nobody listens", 500, `${CALL}${POST}dial tcp 127.0.0.1:1: connect: connection refused`, "unreachable"],
  ["silence", 500, `${CALL}${POST}context deadline exceeded`, "unreachable"],
  ["cut off", 500, `${CALL}${POST}EOF`, "unreachable"],
  ["no Service", 500, `${CALL}Post "https://svc.media.svc:443/?timeout=2s": service "svc" not found`, "unreachable"],
  [
    "no endpoints, in the words of 1.30",
    500,
    `${CALL}Post "https://svc.media.svc:443/?timeout=2s": endpoints "svc" not found`,
    "unreachable",
  ],
  [
    "no endpoints",
    500,
    `${CALL}Post "https://svc.media.svc:443/?timeout=2s": no endpoints available for service "svc"`,
    "unreachable",
  ],
  [
    "no such name",
    500,
    `${CALL}Post "https://no.such.host.invalid/x?timeout=2s": dial tcp: lookup no.such.host.invalid: no such host`,
    "unreachable",
  ],
  [
    "a bug of ours",
    500,
    `${CALL}an error on the server ("internal error; timeout") has prevented the request from succeeding`,
    "failed",
  ],
  [
    "no JSON",
    500,
    `${CALL}couldn't get version/kind; json parse error: json: cannot unmarshal string into Go value`,
    "failed",
  ],
  ["HTTP without TLS", 500, `${CALL}${POST}http: server gave HTTP response to HTTPS client`, "failed"],
  [
    "a patch that does not fit",
    500,
    'Internal error occurred: add operation does not apply: doc is missing path: "/spec/nope/x": missing value',
    "failed",
  ],
  [
    "denied by us",
    422,
    'admission webhook "pods.mount-monitor.io" denied the request: no good (malformed-value)',
    "denied",
  ],
  [
    "denied by us, about a workload",
    422,
    'admission webhook "workloads.mount-monitor.io" denied the request: no',
    "denied",
  ],
  [
    "denied by another",
    400,
    'admission webhook "other.example.org" denied the request: not allowed registry',
    "stopped",
  ],
  [
    "another is down",
    500,
    'Internal error occurred: failed calling webhook "other.example.org": failed to call webhook: Post "https://127.0.0.1:1/x?timeout=2s": dial tcp 127.0.0.1:1: connect: connection refused',
    "stopped",
  ],
  ["quota that wants more", 403, `${PROBE}failed quota: q: must specify limits.cpu for: app`, "stopped"],
  [
    "quota that is used up",
    403,
    `${PROBE}exceeded quota: q, requested: limits.cpu=5, used: limits.cpu=0, limited: limits.cpu=1`,
    "stopped",
  ],
  [
    "Pod Security",
    403,
    `${PROBE}violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false)`,
    "stopped",
  ],
  ["LimitRange", 403, `${PROBE}minimum cpu usage per Container is 1, but request is 100m`, "stopped"],
  [
    "no service account",
    403,
    'pods "probe-" is forbidden: error looking up service account media/default: serviceaccount "default" not found',
    "stopped",
  ],
  [
    "not allowed",
    403,
    'pods is forbidden: User "nobody" cannot create resource "pods" in API group "" in the namespace "media"',
    "not-asked",
  ],
  ["no namespace", 404, 'namespaces "nope" not found', "not-asked"],
  [
    "namespace on its way out",
    403,
    'pods "probe-" is forbidden: unable to create new content in namespace media because it is being terminated',
    "not-asked",
  ],
  ["not logged in", 401, "Unauthorized", "not-asked"],
];

describe("readProbeAnswer", () => {
  for (const [what, status, message, expected] of TABLE) {
    it(what, () => {
      const answer = readProbeAnswer({ status, document: { kind: "Status", message } }, "pod");
      assert.equal(answer.t, expected);
      assert.ok("message" in answer && message.endsWith(answer.message));
    });
  }

  it("a policy and an invalid pod have the same status", () => {
    const invalid = (message: string) =>
      readProbeAnswer({ status: 422, document: { kind: "Status", reason: "Invalid", message } }, "pod").t;
    assert.equal(
      invalid("pods \"p\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'p' denied request: no pods today"),
      "stopped",
    );
    assert.equal(invalid('Pod "p" is invalid: spec.initContainers[1].readinessProbe: Forbidden'), "failed");
  });

  it("something that is no answer of an API server", () =>
    assert.deepEqual(readProbeAnswer({ status: 502, document: undefined }, "pod"), {
      t: "stopped",
      message: "status 502",
    }));

  const status = (decision: string) =>
    JSON.stringify({ decision, reasons: ["a"], version: "1.2.3", hash: "0", config: "c" });
  const pod = (decision: string | undefined, container: string) => ({
    metadata: { annotations: decision === undefined ? {} : { "mount-monitor.io/status": status(decision) } },
    spec: { initContainers: [{ name: container }], containers: [{ name: "app" }] },
  });
  const PODS: ReadonlyArray<readonly [what: string, pod: object, expected: ProbeAnswer]> = [
    ["injected", pod("inject", "mount-monitor"), { t: "injected", version: "1.2.3", config: "c" }],
    ["with a gate alone", pod("inject", "mount-monitor-gate"), { t: "injected", version: "1.2.3", config: "c" }],
    ["skipped", pod("skip", "init"), { t: "skipped", reasons: ["a"] }],
    ["as it was", pod(undefined, "init"), { t: "untouched" }],
    ["robbed of its containers", pod("inject", "init"), { t: "untouched" }],
  ];
  for (const [what, document, expected] of PODS)
    it(`a pod that came back ${what}`, () =>
      assert.deepEqual(readProbeAnswer({ status: 201, document }, "pod"), expected));

  it("a workload whose template got the annotation, and one that did not", () => {
    const workload = (annotations: object) => ({ spec: { template: { metadata: { annotations } } } });
    const read = (document: object) => readProbeAnswer({ status: 201, document }, "workload").t;
    assert.equal(read(workload({ "mount-monitor.io/paths": "/x" })), "injected");
    assert.equal(read(workload({})), "untouched");
  });
});
