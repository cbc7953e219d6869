import { annotationKey, readPodStatus } from "@mount-monitor/contract";
import type { HttpAnswer } from "../../live/http-answer.ts";
import { at, record, text, texts } from "../../object-parts.ts";
import { OUR_WEBHOOKS } from "../facts/webhook-facts.ts";
import { records } from "../../live/lists.ts";
import { GATE_NAME, MONITOR_NAME } from "../../own-parts.ts";

/** What became of an annotated object that was created by dry run. */
export type ProbeAnswer =
  /** `config` is the hash of what the webhook went by; empty for a workload. */
  | { readonly t: "injected"; readonly version: string; readonly config: string }
  | { readonly t: "skipped"; readonly reasons: readonly string[] }
  /** It came back as it was. */
  | { readonly t: "untouched" }
  | { readonly t: "not-trusted"; readonly message: string }
  | { readonly t: "unreachable"; readonly message: string }
  /** It was reached, and what it said was of no use. */
  | { readonly t: "failed"; readonly message: string }
  /** It said no. */
  | { readonly t: "denied"; readonly message: string }
  /** Something else said no: a quota, Pod Security, another webhook. */
  | { readonly t: "stopped"; readonly message: string }
  /** We may not ask, or not here. */
  | { readonly t: "not-asked"; readonly message: string };

/** By what the API server says; its words have been these since Kubernetes 1.30, and are tried on a real one. */
export function readProbeAnswer({ status, document }: HttpAnswer, kind: "pod" | "workload"): ProbeAnswer {
  if (status >= 200 && status <= 299)
    return kind === "pod" ? readPodThatCame(document) : readWorkloadThatCame(document);
  const message = text(record(document)["message"]) ?? `status ${status}`;
  const called = /failed calling webhook "([^"]+)": ([\s\S]*)$/.exec(message);
  if (called) {
    const [, webhook = "", why = ""] = called;
    return OUR_WEBHOOKS.includes(webhook) ? judgeCall(why) : { t: "stopped", message };
  }
  const denied = /admission webhook "([^"]+)" denied the request(?:: )?([\s\S]*)$/.exec(message);
  if (denied) {
    const [, webhook = "", why = ""] = denied;
    return OUR_WEBHOOKS.includes(webhook)
      ? { t: "denied", message: why || "it gave no reason" }
      : { t: "stopped", message };
  }
  if (status === 401 || isNotAsked(message)) return { t: "not-asked", message };
  // What the webhook made of the object is no valid patch, or no valid object.
  if (status === 500 || isInvalid(document)) return { t: "failed", message };
  return { t: "stopped", message };
}

/** What became of a connection; not a word of the server behind it. */
const UNREACHABLE =
  /dial tcp|connection refused|connection reset|deadline exceeded|timeout|timed out|no endpoints|(?:service|endpoints) "[^"]*" not found|no such host|EOF$/i;

function judgeCall(why: string): ProbeAnswer {
  const message = why.replace(/^failed to call webhook: /, "");
  // The address has words of its own, such as `?timeout=5s`.
  const reason = message.replace(/^Post "[^"]*": /, "");
  // The second one where it cannot even read what it is to trust.
  if (/x509|unable to load root certificates/.test(reason)) return { t: "not-trusted", message };
  if (reason.startsWith("an error on the server")) return { t: "failed", message };
  return UNREACHABLE.test(reason) ? { t: "unreachable", message } : { t: "failed", message };
}

/** For want of permission, or for something about the place that stops everybody. */
function isNotAsked(message: string): boolean {
  return /cannot create resource|being terminated|^namespaces "[^"]*" not found/.test(message);
}

/** A policy answers with the same status, but names itself. */
function isInvalid(document: unknown): boolean {
  const { reason, message } = record(document);
  return reason === "Invalid" && !/ValidatingAdmissionPolicy|is forbidden/.test(text(message) ?? "");
}

function readPodThatCame(pod: unknown): ProbeAnswer {
  const object = record(pod);
  const status = readPodStatus(texts(at(object, "metadata", "annotations")));
  if (status === undefined) return { t: "untouched" };
  if (status.decision === "skip") return { t: "skipped", reasons: status.reasons };
  const containers = [...records(at(object, "spec", "initContainers")), ...records(at(object, "spec", "containers"))];
  return containers.some(({ name }) => name === GATE_NAME || name === MONITOR_NAME)
    ? { t: "injected", version: status.version, config: status.config }
    : { t: "untouched" };
}

function readWorkloadThatCame(workload: unknown): ProbeAnswer {
  const copied = texts(at(record(workload), "spec", "template", "metadata", "annotations"));
  return copied[annotationKey("paths")] === undefined ? { t: "untouched" } : { t: "injected", version: "", config: "" };
}
