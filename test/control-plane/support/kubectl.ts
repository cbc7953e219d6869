import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";

export interface KubectlResult {
  readonly code: number | null;
  readonly stdout: string;
  /** Of stderr, what begins with `Warning: `, without it. */
  readonly warnings: readonly string[];
  /** The rest of stderr. */
  readonly errors: string;
}

/** The real kubectl, as admin. An object that is given is its standard input. */
export type Kubectl = (args: readonly string[], input?: object) => Promise<KubectlResult>;

const FILE = path.join(process.env["KUBEBUILDER_ASSETS"] ?? "", "kubectl");
const WARNING = "Warning: ";

/** Why there is no kubectl; undefined where there is one. */
export function missingKubectl(): string | undefined {
  try {
    accessSync(FILE, constants.X_OK);
    return undefined;
  } catch {
    return "needs kubectl in KUBEBUILDER_ASSETS, beside kube-apiserver and etcd";
  }
}

export function kubectlFor({ kubeconfig }: { readonly kubeconfig: string }): Kubectl {
  // Its cache of what the API server has would else go to the home folder.
  const always = [`--kubeconfig=${kubeconfig}`, `--cache-dir=${path.join(path.dirname(kubeconfig), "kubectl-cache")}`];
  return (args, input) =>
    new Promise((resolve, reject) => {
      const child = spawn(FILE, [...always, ...args]);
      const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
      child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
      child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
      child.on("error", reject);
      child.stdin.on("error", () => {});
      child.stdin.end(input === undefined ? "" : JSON.stringify(input));
      child.on("close", (code) => {
        const lines = Buffer.concat(stderr).toString("utf8").split("\n");
        resolve({
          code,
          stdout: Buffer.concat(stdout).toString("utf8"),
          warnings: lines.filter((line) => line.startsWith(WARNING)).map((line) => line.slice(WARNING.length)),
          errors: lines
            .filter((line) => !line.startsWith(WARNING))
            .join("\n")
            .trim(),
        });
      });
    });
}
