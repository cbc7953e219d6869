import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { PodRef } from "./pods.ts";

/** One call of a service account, as the API server wrote it down when it had answered. */
export interface AuditedCall {
  readonly verb: "delete" | "create";
  /** `pods`, `pods/eviction` or `events`. */
  readonly resource: string;
  readonly dryRun: boolean;
  readonly code: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- objects of the API, in tests alone
  readonly body: any;
  readonly atMs: number;
}

/** What service accounts did on the API server: the only place where a call is counted that nobody should have made. */
export interface AuditTrail {
  /** For `apiServerFlags`. */
  readonly flags: readonly string[];
  /** Calls about that pod, oldest first; also those that were refused. */
  callsAbout(pod: PodRef): AuditedCall[];
  /** Deletions and evictions that were meant, and not only tried. */
  restartsOf(pod: PodRef): AuditedCall[];
  remove(): void;
}

const POLICY = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived"],
  rules: [
    {
      level: "Request",
      userGroups: ["system:serviceaccounts"],
      resources: [{ group: "", resources: ["pods", "pods/eviction", "events"] }],
    },
    { level: "None" },
  ],
};

export function openAuditTrail(): AuditTrail {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-audit-"));
  const policyFile = path.join(folder, "policy.json");
  const logFile = path.join(folder, "audit.log");
  writeFileSync(policyFile, JSON.stringify(POLICY));
  writeFileSync(logFile, "");
  const callsAbout = (pod: PodRef) =>
    readFileSync(logFile, "utf8")
      .split("\n")
      // The last line may be half written.
      .slice(0, -1)
      .map((line) => JSON.parse(line))
      .filter(({ objectRef, requestObject }) => isAbout(pod, objectRef, requestObject))
      .map(readEntry);
  return {
    flags: [`--audit-policy-file=${policyFile}`, `--audit-log-path=${logFile}`, "--audit-log-mode=blocking-strict"],
    callsAbout,
    restartsOf: (pod) => callsAbout(pod).filter(({ resource, dryRun }) => resource !== "events" && !dryRun),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

// oxlint-disable-next-line typescript/no-explicit-any -- as the API server wrote them
function isAbout(pod: PodRef, target: any, body: any): boolean {
  if (target.namespace !== pod.namespace) return false;
  return target.resource === "events" ? body?.involvedObject?.uid === pod.uid : target.name === pod.name;
}

// oxlint-disable-next-line typescript/no-explicit-any -- as the API server wrote it
function readEntry({ verb, objectRef, requestObject: body, responseStatus, stageTimestamp }: any): AuditedCall {
  const options = body?.deleteOptions ?? body;
  return {
    verb,
    resource: objectRef.subresource ? `${objectRef.resource}/${objectRef.subresource}` : objectRef.resource,
    dryRun: options?.dryRun?.includes("All") ?? false,
    code: responseStatus.code,
    body,
    atMs: Date.parse(stageTimestamp),
  };
}
