import { execFile } from "node:child_process";
import path from "node:path";
import { isExecutable } from "./assets.ts";

export const CHART = path.resolve(import.meta.dirname, "../../../helm/mount-monitor");

/** All versions that are at hand: `helm`, and `helm3` where the former is newer. */
export const HELMS: readonly string[] = ["helm", "helm3"].map(fileOf).filter(isExecutable);

/** Why there is no Helm; undefined where there is one. */
export function missingHelm(): string | undefined {
  return HELMS.length > 0 ? undefined : "needs helm in KUBEBUILDER_ASSETS, beside kube-apiserver and etcd";
}

export interface HelmResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function runHelm(helm: string, args: readonly string[]): Promise<HelmResult> {
  return new Promise((resolve) => {
    execFile(helm, args, { maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : 1, stdout, stderr });
    });
  });
}

function fileOf(name: string): string {
  return path.join(process.env["KUBEBUILDER_ASSETS"] ?? "", name);
}
