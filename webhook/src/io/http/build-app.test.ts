import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { UNKNOWN_FACTS } from "../../core/cluster-facts.ts";
import { DEFAULT_INJECTOR_CONFIG } from "../../core/injector-config.ts";
import type { Patch } from "../../core/patch/patch.ts";
import { newMetrics } from "../metrics/metrics.ts";
import { type AppDeps, buildApp } from "./build-app.ts";

type Line = Readonly<Record<string, unknown>>;

function build(overrides: Partial<AppDeps> = {}) {
  const lines: Line[] = [];
  const write = (level: string) => (entry: unknown, msg?: unknown) =>
    void lines.push({ level, msg, ...(entry as object) });
  const metrics = newMetrics();
  const log = { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
  const deps: AppDeps = {
    config: DEFAULT_INJECTOR_CONFIG,
    facts: () => UNKNOWN_FACTS,
    log: log as unknown as AppDeps["log"],
    metrics,
    draining: () => false,
    ...overrides,
  };
  return { app: buildApp(deps), lines, metrics };
}

const CONTAINER = { name: "plex", image: "plex", volumeMounts: [{ name: "media", mountPath: "/mnt" }] };
const SPEC = { containers: [CONTAINER], volumes: [{ name: "media", nfs: { server: "nas", path: "/" } }] };

function pod(annotations: Readonly<Record<string, unknown>> = {}): object {
  return { apiVersion: "v1", kind: "Pod", metadata: { generateName: "plex-", annotations }, spec: SPEC };
}

function deployment(annotations: Readonly<Record<string, unknown>>): object {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "plex", annotations },
    spec: { template: { metadata: { labels: { app: "plex" } }, spec: SPEC } },
  };
}

const OPTED_IN = { "mount-monitor.io/paths": "/mnt" };

function body(request: Readonly<Record<string, unknown>>): object {
  const asked = {
    uid: "u-1",
    kind: { group: "", version: "v1", kind: "Pod" },
    operation: "CREATE",
    namespace: "media",
  };
  return { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request: { ...asked, ...request } };
}

const WORKLOAD = { kind: { group: "apps", version: "v1", kind: "Deployment" } };

interface Response {
  readonly uid: string;
  readonly allowed: boolean;
  readonly patchType?: string;
  readonly patch?: string;
  readonly warnings?: readonly string[];
  readonly status?: { readonly code: number; readonly reason: string; readonly message: string };
}

async function ask(endpoint: "pods" | "workloads", request: Readonly<Record<string, unknown>>, built = build()) {
  const reply = await built.app.inject({ method: "POST", url: `/mutate/${endpoint}`, payload: body(request) });
  assert.equal(reply.statusCode, 200, reply.body);
  const review = reply.json<{ apiVersion: string; kind: string; response: Response }>();
  assert.deepEqual([review.apiVersion, review.kind], ["admission.k8s.io/v1", "AdmissionReview"]);
  return { ...built, response: review.response };
}

function patchOf({ patch = "" }: Response): Patch {
  return JSON.parse(Buffer.from(patch, "base64").toString()) as Patch;
}

describe("a review of a pod", () => {
  it("is answered with a patch that adds gate and monitor", async () => {
    const { response, lines, metrics } = await ask("pods", { object: pod(OPTED_IN) });
    assert.deepEqual([response.uid, response.allowed, response.patchType], ["u-1", true, "JSONPatch"]);
    const added = JSON.stringify(patchOf(response));
    assert.match(added, /mount-monitor-gate/);
    const [line] = lines;
    assert.deepEqual(
      [line?.["requestId"], line?.["decision"], line?.["reason"], line?.["name"]],
      ["u-1", "inject", "injected", "plex-"],
    );
    assert.equal(metrics.decisions.get("pods\ninject\ninjected"), 1);
    assert.equal(
      metrics.patchBytes.counts.reduce((sum, count) => sum + count),
      1,
    );
  });

  it("that does not ask for anything has no patch at all", async () => {
    const { response } = await ask("pods", { object: pod() });
    assert.deepEqual(response, { uid: "u-1", allowed: true });
  });

  it("that cannot be injected is refused with code and message", async () => {
    const { response, metrics } = await ask("pods", { object: pod({ "mount-monitor.io/paths": "/nowhere" }) });
    assert.equal(response.allowed, false);
    assert.deepEqual([response.status?.code, response.status?.reason], [422, "Invalid"]);
    assert.match(
      response.status?.message ?? "",
      /^\/nowhere lies on no volumeMount.*plex: \/mnt \(path-not-mounted\)$/,
    );
    assert.equal(response.patch, undefined);
    assert.equal(metrics.decisions.get("pods\ndeny\npath-not-mounted"), 1);
  });

  it("is decided the same in a dry run, which the log names", async () => {
    const wet = await ask("pods", { object: pod(OPTED_IN) });
    const dry = await ask("pods", { object: pod(OPTED_IN), dryRun: true });
    assert.deepEqual(dry.response, wet.response);
    assert.equal(dry.lines[0]?.["dryRun"], true);
  });

  it("carries warnings of at most 120 characters", async () => {
    const { response } = await ask("pods", { object: pod({ ...OPTED_IN, "mount-monitor.io/check-intervall": "1s" }) });
    const { warnings = [] } = response;
    assert.match(warnings.join(" "), /check-intervall is not known.*check-interval\?/);
    for (const warning of warnings) assert.ok(warning.length <= 120, warning);
  });

  const untouched: ReadonlyArray<readonly [string, Readonly<Record<string, unknown>>]> = [
    ["a deletion", { operation: "DELETE", object: null }],
    ["a connection", { operation: "CONNECT" }],
    ["a subresource", { operation: "UPDATE", subResource: "status", object: pod(OPTED_IN) }],
    ["an update", { operation: "UPDATE", object: pod(OPTED_IN) }],
    ["the null that some servers send for dryRun", { dryRun: null, object: pod() }],
  ];
  for (const [name, request] of untouched) {
    it(`leaves ${name} alone`, async () => {
      assert.deepEqual((await ask("pods", request)).response, { uid: "u-1", allowed: true });
    });
  }
});

describe("a review of a workload", () => {
  it("copies its annotations to the template and never refuses", async () => {
    const { response } = await ask("workloads", {
      ...WORKLOAD,
      object: deployment({ "mount-monitor.io/paths": "/no" }),
    });
    assert.equal(response.allowed, true);
    assert.equal(patchOf(response)[0]?.path, "/spec/template/metadata/annotations");
    assert.match(response.warnings?.join(" ") ?? "", /its pods will be refused: \/no lies on no volumeMount/);
  });

  it("takes the kind from the request where the object leaves it out", async () => {
    const { kind: _kind, ...object } = deployment(OPTED_IN) as Record<string, unknown>;
    const { response } = await ask("workloads", { ...WORKLOAD, object });
    assert.equal(patchOf(response)[0]?.path, "/spec/template/metadata/annotations");
  });
});

describe("what is no review", () => {
  const table: ReadonlyArray<readonly [name: string, payload: string, status: number, message: RegExp]> = [
    ["an empty body", "", 400, /^failed to review: the body is empty, but must be an AdmissionReview\n$/],
    ["half a body", '{"apiVersion":', 400, /the body cannot be read: it is not valid JSON: .*JSON/],
    ["a list", "[]", 400, /the body is not an AdmissionReview: it is \[\], but must be an AdmissionReview/],
    ["null", "null", 400, /the body is not an AdmissionReview: it is null/],
    [
      "an old version",
      JSON.stringify({ ...body({}), apiVersion: "admission.k8s.io/v1beta1" }),
      400,
      /v1beta1.*must be "admission.k8s.io\/v1"/,
    ],
    ["no uid", JSON.stringify(body({ uid: undefined })), 400, /request\.uid is missing/],
    ["no object", JSON.stringify(body({})), 400, /request\.object is missing, though the operation is CREATE/],
    ["an object that is text", JSON.stringify(body({ object: "pod" })), 400, /request\.object is "pod"/],
    [
      "another kind",
      JSON.stringify(body({ kind: { kind: "Service" }, object: {} })),
      400,
      /takes Pod, but the request is about a Service/,
    ],
    ["a key that changes prototypes", '{"__proto__":{"a":1}}', 400, /the body cannot be read/],
    ["more than 7 MiB", `{"a":"${"x".repeat(7 * 1024 * 1024)}"}`, 413, /larger than 7 MiB/],
  ];
  for (const [name, payload, status, message] of table) {
    it(`${name} is refused with ${status}`, async () => {
      const { app, metrics } = build();
      const headers = { "content-type": "application/json" };
      const reply = await app.inject({ method: "POST", url: "/mutate/pods", payload, headers });
      assert.deepEqual([reply.statusCode, reply.headers["content-type"]], [status, "text/plain; charset=utf-8"]);
      assert.match(reply.body, message);
      assert.equal(metrics.failures.get(status), 1);
    });
  }

  it("has to be JSON", async () => {
    const headers = { "content-type": "application/yaml" };
    const reply = await build().app.inject({ method: "POST", url: "/mutate/pods", payload: "a: b", headers });
    assert.deepEqual([reply.statusCode, reply.body], [415, "failed to review: the body must be application/json\n"]);
  });

  it("has to go where there is something", async () => {
    const reply = await build().app.inject({ method: "GET", url: "/mutate/pods" });
    assert.deepEqual([reply.statusCode, /there is nothing at GET \/mutate\/pods/.test(reply.body)], [404, true]);
  });
});

describe("a bug", () => {
  it("is a 500 with a reference that the log has too, and no patch", async () => {
    const { app, lines } = build({
      facts() {
        throw new Error("nobody thought of this");
      },
    });
    const reply = await app.inject({ method: "POST", url: "/mutate/pods", payload: body({ object: pod(OPTED_IN) }) });
    assert.equal(reply.statusCode, 500);
    const [, reference] = /reference ([0-9a-f]{12})\n$/.exec(reply.body) ?? [];
    const [line] = lines;
    assert.deepEqual([line?.["level"], line?.["reference"], line?.["requestId"]], ["error", reference, "u-1"]);
    assert.match(String((line?.["err"] as Error | undefined)?.stack), /nobody thought of this/);
    assert.doesNotMatch(reply.body, /nobody/);
  });
});

describe("draining", () => {
  it("asks clients to take their next call elsewhere", async () => {
    const { app } = build({ draining: () => true });
    const reply = await app.inject({ method: "POST", url: "/mutate/pods", payload: body({ object: pod() }) });
    assert.deepEqual([reply.statusCode, reply.headers.connection], [200, "close"]);
  });
});

describe("any body", () => {
  it("is answered, and never by a 500", async () => {
    const { app, metrics } = build();
    const anything = fc.anything({ withNullPrototype: false });
    const request = fc.record(
      {
        uid: fc.oneof(fc.constant("u"), anything),
        kind: fc.oneof(fc.constant({ kind: "Pod" }), fc.constant({ kind: "Deployment" }), anything),
        operation: fc.oneof(fc.constant("CREATE"), fc.constant("UPDATE"), anything),
        namespace: fc.oneof(fc.string(), anything),
        dryRun: fc.oneof(fc.boolean(), anything),
        object: fc.oneof(
          anything,
          fc.constant(pod(OPTED_IN)),
          fc.dictionary(fc.constantFrom("metadata", "spec", "kind"), anything),
        ),
      },
      { requiredKeys: [] },
    );
    const review = fc.record({
      apiVersion: fc.constant("admission.k8s.io/v1"),
      kind: fc.constant("AdmissionReview"),
      request,
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(anything, review), fc.constantFrom("pods", "workloads"), async (value, endpoint) => {
        const payload =
          JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? String(item) : item)) ?? "";
        const headers = { "content-type": "application/json" };
        const reply = await app.inject({ method: "POST", url: `/mutate/${endpoint}`, payload, headers });
        assert.ok(reply.statusCode === 200 || reply.statusCode === 400, `${reply.statusCode}: ${reply.body}`);
      }),
      { numRuns: 500 },
    );
    assert.equal(metrics.inFlight, 0);
  });

  it("nested a million times is answered too", async () => {
    const { app } = build();
    const deep = `${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`;
    for (const text of [
      deep,
      JSON.stringify(body({ object: pod(OPTED_IN) })).replace('"CREATE"', `"CREATE","extra":${deep}`),
      JSON.stringify(body({ operation: 1 })).replace('"operation":1', `"operation":${deep}`),
    ]) {
      const headers = { "content-type": "application/json" };
      const reply = await app.inject({ method: "POST", url: "/mutate/pods", payload: text, headers });
      assert.notEqual(reply.statusCode, 500, reply.body);
    }
  });
});
