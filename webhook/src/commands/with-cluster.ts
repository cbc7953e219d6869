import type { OptionValues } from "@mount-monitor/process";
import { type ClusterCalls, createClusterCalls } from "../io/live/cluster-calls.ts";
import { greet } from "../io/live/connect.ts";
import { openKubectlProxy, type ProxySettings } from "../io/live/kubectl-proxy.ts";
import { usageError } from "./usage-error.ts";

/** A cluster that answers. */
export interface LiveCluster {
  readonly calls: ClusterCalls;
  /** `v1.36.3` */
  readonly version: string;
  /** By the clock of the API server, going on with ours. */
  readonly nowMs: () => number;
}

/** Does something with the cluster of kubectl's context, and closes the way to it whatever comes. Says why it cannot. */
export async function withCluster(
  values: OptionValues,
  program: string,
  work: (cluster: LiveCluster) => Promise<void>,
): Promise<void> {
  let connected = false;
  const opened = await openKubectlProxy({
    ...kubectlSettings(values),
    // Where to log in; why kubectl failed is said once, and by us.
    onSaid: (line) => {
      if (!connected && !/^error: /i.test(line) && process.stderr.isTTY) console.error(`kubectl: ${line}`);
    },
  });
  if (!opened.ok) return usageError([opened.error], program);
  const { connection, close } = opened.proxy;
  const calls = createClusterCalls(connection);
  try {
    const greeting = await greet(calls);
    connected = true;
    if (!greeting.ok) return usageError([greeting.error], program);
    const aheadMs = greeting.nowMs - performance.now();
    await work({ calls, version: greeting.version, nowMs: () => aheadMs + performance.now() });
  } finally {
    await close();
  }
}

/** What of the command line is for kubectl. */
export function kubectlSettings(values: OptionValues): Pick<ProxySettings, "kubectl" | "kubeconfig" | "context"> {
  return {
    kubectl: values["kubectl"] ?? "kubectl",
    kubeconfig: values["kubeconfig"],
    context: values["context"],
  };
}
