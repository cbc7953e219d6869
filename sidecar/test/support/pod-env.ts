import type { StandInApi } from "../stand-in-api/stand-in-api.ts";

/** What a pod gives the monitor to know itself by, and to reach its API with. */
export function podEnv(
  api: StandInApi,
  { name, namespace, uid }: { readonly name: string; readonly namespace: string; readonly uid: string },
): Record<string, string> {
  return {
    ...api.env,
    MOUNT_MONITOR_TOKEN_FILE: api.tokenFile,
    MOUNT_MONITOR_CA_FILE: api.caFile,
    POD_NAME: name,
    POD_NAMESPACE: namespace,
    POD_UID: uid,
  };
}
