import type { RestartAction } from "@mount-monitor/contract";
import { type ClusterFacts, formatVersion, isAtLeast } from "../cluster-facts.ts";
import type { Finding } from "../decision.ts";
import { isOwnSetting, type Settings } from "../settings/settings.ts";
import type { Owner } from "./owner.ts";

export interface Restart {
  readonly wanted: RestartAction;
  readonly action: RestartAction;
  readonly why: string;
  readonly warnings: readonly Finding[];
}

/** What may be done about a dead mount, by who owns the pod and what the cluster can do. */
export function decideRestart(settings: Settings, owner: Owner, facts: ClusterFacts): Restart {
  const wanted = settings.values.restart;
  if (wanted === "none") return { wanted, action: "none", why: "as asked for", warnings: [] };
  const inPlace = canRestartInPlace(facts);
  const warnings: Finding[] = [];
  if (wanted === "in-place" && !inPlace) {
    warnings.push({ code: "in-place-unsupported", sentence: unsupported(facts, owner) });
  }
  if (owner.kind === "replaces") {
    const action = wanted === "in-place" && !inPlace ? "delete" : wanted;
    const why = action === wanted ? "as asked for" : "in-place is not supported by the cluster";
    return { wanted, action, why, warnings };
  }
  if (owner.kind === "job") {
    const action = inPlace ? "in-place" : "none";
    if (wanted !== "in-place" && (!inPlace || isOwnSetting(settings, "restart"))) {
      warnings.push({
        code: "job-restart",
        sentence: `restart: ${wanted} could fail the Job, so its pod ${inPlace ? "is restarted in place" : "is not restarted"}`,
      });
    }
    return { wanted, action, why: "deleting a Job's pod may fail the Job", warnings };
  }
  // In place nothing is lost, whoever owns the pod; but only a person can have meant it.
  if (wanted === "in-place" && inPlace) return { wanted, action: "in-place", why: "as asked for", warnings };
  const none = owner.kind === "none";
  warnings.push({
    code: none ? "no-controller" : "unknown-controller",
    sentence: none
      ? "the pod has no controller that would replace it, so it is not restarted; it only becomes unready"
      : `${owner.workload} may not replace a deleted pod, so the pod is not restarted; it only becomes unready`,
  });
  return {
    wanted,
    action: "none",
    why: none ? "nothing would replace the pod" : "its controller is not known",
    warnings,
  };
}

export function canRestartInPlace({ serverVersion, oldestKubelet }: ClusterFacts): boolean {
  return (
    serverVersion !== undefined &&
    oldestKubelet !== undefined &&
    isAtLeast(serverVersion, 1, 36) &&
    isAtLeast(oldestKubelet, 1, 36)
  );
}

function unsupported({ serverVersion, oldestKubelet }: ClusterFacts, owner: Owner): string {
  const instead = owner.kind === "replaces" ? "the pod is deleted instead" : "the pod is not restarted";
  const versions = `server ${formatVersion(serverVersion)}, oldest kubelet ${formatVersion(oldestKubelet)}`;
  return `restart: in-place needs Kubernetes 1.36 (${versions}); ${instead}`;
}
