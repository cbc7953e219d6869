import assert from "node:assert/strict";
import type { FastifyInstance } from "fastify";
import { UNKNOWN_FACTS } from "../../../webhook/src/core/cluster-facts.ts";
import { DEFAULT_INJECTOR_CONFIG } from "../../../webhook/src/core/injector-config.ts";
import { applyPatch } from "../../../webhook/src/core/patch/apply-patch.ts";
import type { Patch } from "../../../webhook/src/core/patch/patch.ts";
import type { RawPod } from "../../../webhook/src/core/raw-object.ts";
import { problemsOfInjection } from "../../../webhook/src/core/testing/problems-of-injection.ts";
import { type AppDeps, buildApp } from "../../../webhook/src/io/http/build-app.ts";
import { newMetrics } from "../../../webhook/src/io/metrics/metrics.ts";
import type { Target } from "../engine/target.ts";
import { assertSentence } from "./assert-sentence.ts";

/** A failure of ours has its cause in the log alone. */
let bug: unknown;
const log = {
  debug() {},
  info() {},
  warn() {},
  error(entry: { readonly err?: unknown }) {
    bug = entry.err;
  },
};

function createApp(): FastifyInstance {
  return buildApp({
    config: DEFAULT_INJECTOR_CONFIG,
    facts: () => ({ ...UNKNOWN_FACTS, serverVersion: { major: 1, minor: 36 }, oldestKubelet: { major: 1, minor: 36 } }),
    log: log as unknown as AppDeps["log"],
    metrics: newMetrics(),
    draining: () => false,
  });
}

let app: FastifyInstance | undefined;

interface Review {
  readonly request: { readonly uid: string; readonly object: unknown };
}

interface Response {
  readonly uid: string;
  readonly allowed: boolean;
  readonly patch?: string;
  readonly warnings?: readonly string[];
  readonly status?: { readonly message: string };
}

async function ask(url: string, payload: string | Buffer): Promise<Response | undefined> {
  app ??= createApp();
  bug = undefined;
  const reply = await app.inject({ method: "POST", url, payload, headers: { "content-type": "application/json" } });
  if (reply.statusCode >= 500) throw bug instanceof Error ? bug : new Error(`answered ${reply.statusCode}`);
  if (reply.statusCode !== 200) {
    assertSentence(reply.body.trimEnd());
    return undefined;
  }
  return reply.json<{ response: Response }>().response;
}

const admission: Target = {
  name: "admission",
  holds: "the real handler answers, a patch fits the object, and what is injected is valid and injected once",
  covers: [
    "webhook/src/io/http/build-app.ts",
    "webhook/src/io/admission/decode-review.ts",
    "webhook/src/io/admission/generated/validate-admission-review.ts",
    "webhook/src/core/check-shape.ts",
    "webhook/src/core/settings/inherited.ts",
    "webhook/src/core/paths/parse-paths.ts",
    "webhook/src/core/paths/sub-path-variables.ts",
    "webhook/src/core/inject/quantity.ts",
    "webhook/src/core/inject/run-as.ts",
    "webhook/src/core/inject/monitor-config.ts",
    "webhook/src/core/settings/resolve-settings.ts",
  ],
  words: [
    "mount-monitor.io/paths",
    "/mnt/media",
    "CREATE",
    "Pod",
    "Deployment",
    "Bidirectional",
    "64Mi",
    "100m",
    "$(A)",
  ],
  async run(_text, bytes) {
    for (const endpoint of ["pods", "workloads"] as const) {
      const response = await ask(`/mutate/${endpoint}`, bytes);
      if (response === undefined) continue;
      const review = JSON.parse(bytes.toString("utf8")) as Review;
      assert.equal(response.uid, review.request.uid);
      for (const warning of response.warnings ?? []) assertSentence(warning);
      if (!response.allowed) assertSentence(response.status?.message ?? "");
      if (response.patch !== undefined) await assertSettled(endpoint, review, response.patch);
    }
  },
};

/** The patch fits, and the object that comes of it gets no other. */
async function assertSettled(endpoint: string, review: Review, encoded: string): Promise<void> {
  const patch = JSON.parse(Buffer.from(encoded, "base64").toString()) as Patch;
  const after = applyPatch(review.request.object, patch);
  if (endpoint === "pods" && patch.some(({ path }) => path.startsWith("/spec/")))
    assert.deepEqual(newProblems(review.request.object as RawPod, after as RawPod), []);
  const again = { ...review, request: { ...review.request, object: after } };
  const second = await ask(`/mutate/${endpoint}`, JSON.stringify(again));
  assert.equal(second?.patch, undefined, "the second call changes what the first one made");
}

/** What is wrong with a pod already is for the API server to say. */
function newProblems(before: RawPod, after: RawPod): string[] {
  const old = problemsOfInjection(before, before);
  return problemsOfInjection(before, after).filter((problem) => !old.includes(problem));
}

export const ADMISSION_TARGETS: readonly Target[] = [admission];
