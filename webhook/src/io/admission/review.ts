import type { ClusterFacts } from "../../core/cluster-facts.ts";
import { decidePod } from "../../core/decide-pod.ts";
import type { AdmissionRequest, PodDecision, WorkloadDecision } from "../../core/decision.ts";
import type { InjectorConfig } from "../../core/injector-config.ts";
import type { RawPod, RawWorkload } from "../../core/raw-object.ts";
import { isWorkload, WORKLOAD_KINDS } from "../../core/workload/pod-of-template.ts";
import { reviewWorkload } from "../../core/workload/review-workload.ts";
import type { ReviewRequest } from "./decode-review.ts";
import { allowed, denied, type ReviewAnswer } from "./response.ts";

/** What a review is decided by, besides what it says itself. */
export interface ReviewDeps {
  readonly config: InjectorConfig;
  /** From memory alone: a call to the API during admission could wait for the very call that waits for us. */
  readonly facts: (namespace: string) => ClusterFacts;
}

export type Endpoint = "pods" | "workloads";

export interface Reviewed extends ReviewAnswer {
  /** `inject`, `skip`, `deny` of a pod; `review` of a workload. */
  readonly decision: PodDecision["t"] | "review";
  readonly reason: string;
  readonly warnings: readonly string[];
  /** The decision and the warnings in words, for the log: what people were told, or would have been. */
  readonly sentences: readonly string[];
}

export type ReviewResult =
  | { readonly ok: true; readonly reviewed: Reviewed }
  | { readonly ok: false; readonly error: string };

/** One review, from request to answer. What it throws is a bug. */
export function review(endpoint: Endpoint, request: ReviewRequest, deps: ReviewDeps): ReviewResult {
  const { kind } = request.kind;
  const takes: readonly string[] = endpoint === "pods" ? ["Pod"] : WORKLOAD_KINDS;
  if (!takes.includes(kind)) {
    return {
      ok: false,
      error: `/mutate/${endpoint} takes ${takes.join(", ")}, but the request is about a ${kind}; correct the rules of the webhook configuration`,
    };
  }
  const { operation, object } = request;
  // Nothing can be changed about what goes, or by way of a subresource.
  const elsewhere = (operation !== "CREATE" && operation !== "UPDATE") || Boolean(request.subResource);
  if (elsewhere) return { ok: true, reviewed: untouched(request.uid) };
  if (!object) {
    return {
      ok: false,
      error: `the body is not an AdmissionReview: request.object is missing, though the operation is ${operation}`,
    };
  }
  const namespace = request.namespace ?? "";
  const asked: AdmissionRequest = { namespace, operation, dryRun: request.dryRun === true };
  const facts = deps.facts(namespace);
  // The kind of the request is what the API server says; the object may leave it out.
  return endpoint === "pods"
    ? { ok: true, reviewed: ofPod(request.uid, decidePod(object as RawPod, asked, deps.config, facts)) }
    : ofWorkload(request, asked, deps.config, facts);
}

function ofWorkload(
  request: ReviewRequest,
  asked: AdmissionRequest,
  config: InjectorConfig,
  facts: ClusterFacts,
): ReviewResult {
  const object = request.object as RawWorkload;
  const named: RawWorkload = isWorkload(object) ? object : { ...(object as object), kind: request.kind.kind };
  const decision: WorkloadDecision = reviewWorkload(named, asked, config, facts);
  return {
    ok: true,
    reviewed: {
      ...allowed(
        request.uid,
        decision.patch,
        decision.warnings.map(({ sentence }) => sentence),
      ),
      decision: "review",
      reason: decision.pod?.reason ?? "no-template",
      warnings: decision.warnings.map(({ code }) => code),
      sentences: decision.warnings.map(({ sentence }) => sentence),
    },
  };
}

function ofPod(uid: string, decision: PodDecision): Reviewed {
  const sentences = decision.warnings.map(({ sentence }) => sentence);
  const answer =
    decision.t === "deny"
      ? denied(uid, decision.reason, decision.sentence, sentences)
      : allowed(uid, decision.patch, sentences);
  return {
    ...answer,
    decision: decision.t,
    reason: decision.reason,
    warnings: decision.warnings.map(({ code }) => code),
    sentences: [decision.sentence, ...sentences],
  };
}

function untouched(uid: string): Reviewed {
  return { ...allowed(uid, [], []), decision: "skip", reason: "not-a-create", warnings: [], sentences: [] };
}
