import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { SERVICE_ACCOUNT_FOLDER } from "@mount-monitor/kube";
import type { PodEnvironment } from "../../environment.ts";

/**
 * The namespace of the pod we run in, as kubectl finds it: what the pod was told, else that of its service account.
 * Undefined where there is no pod, or none that may speak to its API server. `account` is where the kubelet mounts that.
 */
export function namespaceOfPod(
  { apiHost, apiPort, namespace }: PodEnvironment,
  account: string = SERVICE_ACCOUNT_FOLDER,
): string | undefined {
  if (apiHost === undefined || apiPort === undefined) return undefined;
  if (statSync(path.join(account, "token"), { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  return namespace ?? (readText(path.join(account, "namespace")).trim() || undefined);
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
