import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { classifyAnswer, type KubeAnswer } from "./classify-answer.ts";
import { createEventRequest } from "./event-request.ts";
import { evictPodRequest } from "./pod-request.ts";

const POD = { namespace: "media", name: "plex-0", uid: "u1" };
const REQUEST = evictPodRequest(POD);
const EVENT = createEventRequest(
  { pod: POD, reason: "WatchdogRestart", message: "", type: "Warning", atMs: 0 },
  { timestamp: "2026-11-20T10:00:00Z", suffix: "0a" },
);

const status = (fields: Readonly<Record<string, unknown>>): string => JSON.stringify({ kind: "Status", ...fields });
const failure = (fields: Readonly<Record<string, unknown>>): string => status({ status: "Failure", ...fields });

describe("classifyAnswer", () => {
  const table: ReadonlyArray<readonly [name: string, answer: KubeAnswer, expected: Readonly<Record<string, unknown>>]> =
    [
      ["a pod", { status: 200, body: '{"kind":"Pod"}' }, { t: "ok", status: 200 }],
      ["a Status of success", { status: 201, body: status({ status: "Success" }) }, { t: "ok", status: 201 }],
      [
        "a failure under a 2xx",
        { status: 201, body: failure({ code: 500, message: "more than one PodDisruptionBudget" }) },
        { t: "refused", status: 500, reason: "disruption-budget", retryable: false },
      ],
      [
        "a failure under a 2xx that names no number",
        { status: 200, body: failure({ message: "it broke" }) },
        { t: "refused", status: 500, reason: "server", retryable: true },
      ],
      ["an object under a 300", { status: 300, body: '{"kind":"Pod"}' }, { t: "refused", reason: "request" }],
      ["a page under a 2xx", { status: 200, body: "<html>" }, { t: "unreachable", reason: "answer" }],
      ["a list under a 2xx", { status: 200, body: "[]" }, { t: "unreachable", reason: "answer" }],
      ["nothing under a 2xx", { status: 204, body: "" }, { t: "unreachable", reason: "answer" }],
      ["a redirect", { status: 302, body: "" }, { t: "refused", reason: "request", retryable: false }],
      ["400", { status: 400, body: "" }, { t: "refused", reason: "request", retryable: false }],
      [
        "401, which is also what a pod hears that is gone",
        { status: 401, body: failure({ message: "Unauthorized" }) },
        {
          t: "refused",
          reason: "token",
          retryable: true,
          message:
            "failed to evict pod media/plex-0: the API server does not accept the token (Unauthorized); see that the pod is still there, and that it has a current one",
        },
      ],
      [
        "403 of RBAC",
        { status: 403, body: failure({ message: 'x: User "me" cannot create resource "pods/eviction" in …' }) },
        {
          t: "refused",
          reason: "permission",
          retryable: false,
          message:
            'failed to evict pod media/plex-0: me lacks the permission "create" on "pods/eviction" in namespace media; bind a Role that grants it',
        },
      ],
      ["403 of a webhook", { status: 403, body: failure({ message: "admission webhook no" }) }, { reason: "policy" }],
      [
        "403 of a namespace that is being deleted",
        {
          status: 403,
          body: failure({
            message:
              'pods "plex-0" is forbidden: unable to create new content in namespace media because it is being terminated',
            reason: "Forbidden",
            details: {
              name: "plex-0",
              kind: "pods",
              causes: [{ reason: "NamespaceTerminating", field: "metadata.namespace" }],
            },
          }),
        },
        { t: "gone" },
      ],
      [
        "404 of the pod",
        { status: 404, body: failure({ reason: "NotFound", details: { kind: "pods" } }) },
        { t: "gone" },
      ],
      [
        "404 of the namespace",
        { status: 404, body: failure({ reason: "NotFound", details: { kind: "namespaces" } }) },
        { t: "refused", reason: "request" },
      ],
      [
        "404 of the pod, for another reason",
        { status: 404, body: failure({ reason: "Expired", details: { kind: "pods" } }) },
        { t: "refused", reason: "request" },
      ],
      [
        "500 while the namespace is being deleted",
        { status: 500, body: failure({ details: { causes: [{ reason: "NamespaceTerminating" }] } }) },
        { t: "refused", reason: "server" },
      ],
      ["404 of a proxy", { status: 404, body: "404 page not found" }, { t: "refused", reason: "request" }],
      ["408", { status: 408, body: "" }, { t: "refused", reason: "server", retryable: true }],
      ["409 of the UID", { status: 409, body: failure({ message: "Precondition failed: UID in …" }) }, { t: "gone" }],
      [
        "409 of the UID, in the other wording",
        {
          status: 409,
          body: failure({ message: "the UID in the precondition (a) does not match the UID in record (b)" }),
        },
        { t: "gone" },
      ],
      [
        "409 of a version",
        { status: 409, body: failure({ message: "Precondition failed: ResourceVersion in …" }) },
        { t: "refused", reason: "server", retryable: true },
      ],
      [
        "409 of a UID that is no precondition",
        { status: 409, body: failure({ message: "the UID is in use" }) },
        { t: "refused", reason: "server", retryable: true },
      ],
      [
        "409 of something that is there already, which is no event",
        { status: 409, body: failure({ reason: "AlreadyExists" }) },
        { t: "refused", reason: "server", retryable: true },
      ],
      ["422", { status: 422, body: failure({ message: "denied" }) }, { reason: "policy", retryable: false }],
      [
        "429 with a header",
        { status: 429, body: "later", retryAfter: "7" },
        { t: "throttled", reason: "busy", retryAfterMs: 7_000 },
      ],
      [
        "429 with a date, which only other servers send",
        { status: 429, body: "later", retryAfter: "Wed, 21 Oct 2026 07:28:00 GMT" },
        { t: "throttled", retryAfterMs: undefined },
      ],
      ["429 with a part of a second", { status: 429, body: "later", retryAfter: "7.5" }, { retryAfterMs: undefined }],
      ["429 with blanks", { status: 429, body: "later", retryAfter: " 7" }, { retryAfterMs: undefined }],
      ["429 with nothing to wait for", { status: 429, body: "later", retryAfter: "0" }, { retryAfterMs: undefined }],
      [
        "429 with a header and a body",
        { status: 429, body: failure({ details: { retryAfterSeconds: 10 } }), retryAfter: "3" },
        { retryAfterMs: 3_000 },
      ],
      [
        "429 of a budget, in words alone",
        { status: 429, body: failure({ message: "it would violate the pod's disruption budget" }) },
        {
          reason: "disruption-budget",
          message:
            "failed to evict pod media/plex-0: its PodDisruptionBudget has no room (it would violate the pod's disruption budget); give it some, or set unhealthyPodEvictionPolicy: AlwaysAllow",
        },
      ],
      [
        "429 for ever",
        { status: 429, body: "later", retryAfter: "9".repeat(400) },
        { t: "throttled", retryAfterMs: 600_000 },
      ],
      [
        "429 of a budget",
        {
          status: 429,
          body: failure({
            details: { retryAfterSeconds: 10, causes: [{ reason: "DisruptionBudget", message: "no" }] },
          }),
        },
        { t: "throttled", reason: "disruption-budget", retryAfterMs: 10_000 },
      ],
      ["500", { status: 500, body: "oops" }, { t: "refused", reason: "server", retryable: true }],
      ["504", { status: 504, body: "" }, { t: "refused", reason: "server", retryable: true }],
      ["999", { status: 999, body: "" }, { t: "refused", reason: "server" }],
    ];
  for (const [name, answer, expected] of table) {
    it(name, () => {
      const result: Readonly<Record<string, unknown>> = classifyAnswer(REQUEST, answer);
      for (const [key, value] of Object.entries(expected)) assert.deepEqual(result[key], value, JSON.stringify(result));
    });
  }

  const told: ReadonlyArray<readonly [what: string, status: number, reason: string, t: string]> = [
    ["is there already", 409, "AlreadyExists", "ok"],
    ["is in conflict", 409, "Conflict", "refused"],
    ["is refused for what it says", 422, "AlreadyExists", "refused"],
  ];
  for (const [what, code, reason, t] of told)
    it(`an event that ${what} is ${t}`, () =>
      assert.equal(classifyAnswer(EVENT, { status: code, body: failure({ reason }) }).t, t));

  it("makes one line of any answer, and never throws", () => {
    const body = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.json(),
      fc.jsonValue().map((value) => failure({ message: value, details: value })),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999 }),
        body,
        fc.option(fc.string(), { nil: undefined }),
        (code, body, after) => {
          const result = classifyAnswer(REQUEST, {
            status: code,
            body,
            ...(after === undefined ? {} : { retryAfter: after }),
          });
          if (result.t === "ok") return;
          assert.doesNotMatch(result.message, /[\p{Cc}\p{Zl}\p{Zp}]/u);
          assert.ok(result.message.length < 1_000);
        },
      ),
    );
  });
});
