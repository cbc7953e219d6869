import { STATUS_ANNOTATION } from "./annotation-key.ts";

/** What the webhook leaves on a pod (annotation `mount-monitor.io/status`), as JSON. */
export interface PodStatus {
  readonly decision: "inject" | "skip";
  /** Reason codes: that of the decision first, then those of its warnings. */
  readonly reasons: readonly string[];
  /** Version of the webhook that decided. */
  readonly version: string;
  /** Of what the pod itself says: another injection is due only when it changes. */
  readonly hash: string;
  /** Of everything else that was decided on (chart, namespace): tells which pods are out of date. */
  readonly config: string;
}

export function formatPodStatus(status: PodStatus): string {
  const { decision, reasons, version, hash, config } = status;
  return JSON.stringify({ decision, reasons, version, hash, config });
}

/** The status of a pod, or undefined where there is none or a person has written into it. Never throws. */
export function readPodStatus(annotations: Readonly<Record<string, string>> | undefined): PodStatus | undefined {
  const text = annotations?.[STATUS_ANNOTATION];
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as Partial<PodStatus> | null;
    if (value?.decision !== "inject" && value?.decision !== "skip") return undefined;
    const { decision, reasons, version, hash, config } = value;
    return {
      decision,
      reasons: Array.isArray(reasons) ? reasons.map(String) : [],
      version: String(version ?? ""),
      hash: String(hash ?? ""),
      config: String(config ?? ""),
    };
  } catch {
    return undefined;
  }
}
