import { spawn } from "node:child_process";
import { contextNamespace } from "../../core/live/context-namespace.ts";
import { type Known, known, unknown } from "../../core/live/known.ts";
import type { PodEnvironment } from "../../environment.ts";
import type { ProxySettings } from "./kubectl-proxy.ts";
import { namespaceOfPod } from "./namespace-of-pod.ts";

/** Where there is none, kubectl takes it too. */
const DEFAULT = "default";

const LIMIT_MS = 20_000;

type KubectlSettings = Pick<ProxySettings, "kubectl" | "kubeconfig" | "context">;

/**
 * The namespace that kubectl itself would take: that of the context, or where that names none, that of the pod in which
 * it runs. Not known where kubectl does not say: pods of another namespace must not be taken for those that are meant.
 */
export async function currentNamespace(
  settings: KubectlSettings,
  pod: PodEnvironment,
  { limitMs = LIMIT_MS, account }: { readonly limitMs?: number; readonly account?: string } = {},
): Promise<Known<string>> {
  const config = await viewConfig(settings, limitMs);
  if (config === undefined) {
    return unknown(
      `failed to ask kubectl for the namespace of its context: no answer within ${limitMs / 1000}s; name one with --namespace`,
    );
  }
  return known(contextNamespace(config) ?? namespaceOfPod(pod, account) ?? DEFAULT);
}

/** What kubectl says of its configuration, which may be nothing; undefined where it goes on for too long. */
function viewConfig({ kubectl, kubeconfig, context }: KubectlSettings, limitMs: number): Promise<string | undefined> {
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
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      // Whoever was started by it may hold the other end for as long as it likes.
      child.stdout.destroy();
      resolve(undefined);
    }, limitMs);
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const end = (text: string) => {
      clearTimeout(timer);
      resolve(text);
    };
    // What is wrong with kubectl or its configuration says whoever opens the way to the cluster.
    child.on("error", () => end(""));
    child.on("close", () => end(said));
  });
}
