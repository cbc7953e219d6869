import { spawn } from "node:child_process";
import { records } from "../../core/live/lists.ts";
import { at, record, text } from "../../core/object-parts.ts";
import type { ProxySettings } from "./kubectl-proxy.ts";

/** Where there is none, kubectl takes it too. */
const DEFAULT = "default";

/** The namespace that kubectl itself would take: that of the context. */
export function currentNamespace(settings: Pick<ProxySettings, "kubectl" | "kubeconfig" | "context">): Promise<string> {
  const { kubectl, kubeconfig, context } = settings;
  const args = [
    "config",
    "view",
    "--minify",
    "--output=json",
    ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
    ...(context === undefined ? [] : [`--context=${context}`]),
  ];
  return new Promise((resolve) => {
    const child = spawn(kubectl, args, { stdio: ["ignore", "pipe", "ignore"] });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    // What is wrong with kubectl or its configuration says whoever opens the way to the cluster.
    child.on("error", () => resolve(DEFAULT));
    child.on("close", () => resolve(namespaceIn(said) ?? DEFAULT));
  });
}

function namespaceIn(config: string): string | undefined {
  try {
    const [context] = records(record(JSON.parse(config))["contexts"]);
    return text(at(record(context), "context", "namespace"));
  } catch {
    return undefined;
  }
}
