import { type ApiConnection, inClusterConnection } from "@mount-monitor/kube";
import type { PodEnvironment } from "../../environment.ts";

/** Where the program runs: in a pod of a cluster, or alone. */
export type Surroundings =
  | { readonly t: "cluster"; readonly connection: ApiConnection; readonly namespace: string }
  | { readonly t: "alone" };

export type FoundSurroundings =
  | { readonly ok: true; readonly value: Surroundings }
  | { readonly ok: false; readonly error: string };

const HTTPS_PORT = "443";

/** Kubernetes tells every container of its cluster where the API server is. */
export function findSurroundings(pod: PodEnvironment): FoundSurroundings {
  const { namespace, apiHost, apiPort = HTTPS_PORT, tokenFile, caFile } = pod;
  const wrong = (error: string): FoundSurroundings => ({ ok: false, error });
  if (apiHost === undefined) return { ok: true, value: { t: "alone" } };
  const port = Number(apiPort);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    return wrong(`failed to find the API server: KUBERNETES_SERVICE_PORT is ${JSON.stringify(apiPort)}; set a port`);
  if (namespace === undefined)
    return wrong(
      "failed to find out in which namespace this runs: POD_NAMESPACE is not set; set it from metadata.namespace, by fieldRef",
    );
  const files = { ...(tokenFile && { tokenFile }), ...(caFile && { caFile }) };
  return { ok: true, value: { t: "cluster", connection: inClusterConnection(apiHost, port, files), namespace } };
}

/** Of a setting that makes no sense alone. */
export function needsCluster(setting: string, instead: string): string {
  return `${setting} needs a cluster, but KUBERNETES_SERVICE_HOST is not set; run this in a pod, or set ${instead}`;
}
