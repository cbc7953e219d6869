import { at, record, text, texts } from "../../object-parts.ts";
import type { RawObject } from "../../raw-object.ts";
import type { Known } from "../../live/known.ts";
import { records, words } from "../../live/lists.ts";
import { asks } from "../../live/workload-facts.ts";

/** A pod of the webhook. */
export interface ReplicaFacts {
  readonly namespace: string;
  readonly name: string;
  readonly ready: boolean;
  /** Its service account. */
  readonly account: string;
  readonly image: string | undefined;
  /** Of its plain port, where it says how it fares. */
  readonly port: number;
  readonly status: Known<ReplicaStatus>;
}

/** What a replica says of itself at `/status`, so far as it is of use here. */
export interface ReplicaStatus {
  readonly version: string;
  /** Why it is not ready; undefined when it is, or does not say. */
  readonly reason: string | undefined;
  readonly certificate: ReplicaCertificate | undefined;
  /** Watches that were refused, and why. */
  readonly refused: ReadonlyArray<{ readonly title: string; readonly why: string }>;
  readonly grants: ReplicaGrants | undefined;
}

export interface ReplicaCertificate {
  readonly mode: string;
  /** PEM of what it serves with. */
  readonly pem: string | undefined;
  /** Why it does less about certificates than it should. */
  readonly trouble: string | undefined;
}

export interface ReplicaGrants {
  readonly mode: string;
  readonly inForce: boolean;
  /** Whether the policy is in force was found out; else nothing need be wrong. */
  readonly known: boolean;
  readonly why: string | undefined;
  /** That need a grant. */
  readonly pods: number;
  readonly foreign: readonly string[];
  /** What goes wrong now, in sentences. */
  readonly troubles: readonly string[];
  /** Accounts whose grant is not as it should be, and tries that failed since the start. */
  readonly pending: number;
  readonly failures: number;
}

const PLAIN_PORT = 8080;

/** Undefined for an app that has a label of ours by accident: no pod of the webhook asks to be monitored. */
export function readReplica(pod: RawObject): Omit<ReplicaFacts, "status"> | undefined {
  if (asks(texts(at(pod, "metadata", "annotations")))) return undefined;
  return {
    namespace: text(at(pod, "metadata", "namespace")) ?? "",
    name: text(at(pod, "metadata", "name")) ?? "",
    ready: records(at(pod, "status", "conditions")).some(({ type, status }) => type === "Ready" && status === "True"),
    account: text(at(pod, "spec", "serviceAccountName")) ?? "default",
    image: text(records(at(pod, "spec", "containers"))[0]?.["image"]),
    port: portOf(pod) ?? PLAIN_PORT,
  };
}

/** The port that the kubelet asks whether it is ready. */
function portOf(pod: RawObject): number | undefined {
  for (const container of records(at(pod, "spec", "containers"))) {
    const port = at(container, "readinessProbe", "httpGet", "port");
    if (typeof port === "number") return port;
    const named = records(container["ports"]).find(({ name }) => port !== undefined && name === port);
    if (typeof named?.["containerPort"] === "number") return named["containerPort"];
  }
  return undefined;
}

/** Reads what it knows and leaves out the rest: the replica may be older or newer than we are. Undefined where it is none. */
export function readReplicaStatus(document: unknown): ReplicaStatus | undefined {
  const status = record(document);
  const version = text(status["version"]);
  if (version === undefined) return undefined;
  return {
    version,
    reason: text(status["reason"]),
    certificate: readCertificate(record(status["certificate"])),
    refused: records(status["watches"])
      .filter(({ state }) => state === "refused")
      .map(({ title, why }) => ({ title: text(title) ?? "something", why: text(why) ?? "refused" })),
    grants: readGrants(record(status["grants"])),
  };
}

function readCertificate(certificate: RawObject): ReplicaCertificate | undefined {
  const mode = text(certificate["mode"]);
  if (mode === undefined) return undefined;
  return { mode, pem: text(certificate["certificate"]), trouble: text(at(certificate, "refusal", "message")) };
}

function readGrants(grants: RawObject): ReplicaGrants | undefined {
  const mode = text(grants["mode"]);
  if (mode === undefined) return undefined;
  return {
    mode,
    inForce: at(grants, "policy", "inForce") === true,
    known: at(grants, "policy", "known") !== false,
    why: text(at(grants, "policy", "why")),
    pods: count(grants["pods"]),
    foreign: words(grants["foreign"]),
    troubles: words(grants["troubles"]),
    pending: count(grants["pending"]),
    failures: count(grants["failures"]),
  };
}

function count(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
