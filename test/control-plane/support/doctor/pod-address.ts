import { networkInterfaces } from "node:os";
import type { ApiClient } from "../api-client.ts";

/** An address of this machine that the API server takes for that of a pod: it never calls loopback. */
export function podAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address;
}

/** Why pods cannot be called here; undefined where they can. */
export function missingPodAddress(): string | undefined {
  return podAddress() === undefined
    ? "needs an address that is not loopback, since the API server calls no pod there"
    : undefined;
}

/** As the kubelet reports a pod that runs, whose containers listen on this machine. */
export async function reportRunning(admin: ApiClient, path: string, ready: boolean): Promise<void> {
  const podIP = podAddress();
  const status = {
    phase: "Running",
    podIP,
    podIPs: [{ ip: podIP }],
    conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
  };
  await admin.expect(`${path}/status`, { method: "PATCH", body: { status } });
}
