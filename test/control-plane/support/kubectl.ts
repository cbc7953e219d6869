import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import type { ControlPlane } from "./control-plane.ts";

const FILE = path.join(process.env["KUBEBUILDER_ASSETS"] ?? "", "kubectl");

/** Why there is no kubectl; undefined where there is. */
export function missingKubectl(): string | undefined {
  return existsSync(FILE) ? undefined : "there is no kubectl in KUBEBUILDER_ASSETS";
}

/** What people see: the output of kubectl, as admin. */
export async function kubectl({ kubeconfig }: ControlPlane, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(FILE, ["--kubeconfig", kubeconfig, ...args], { timeout: 60_000 });
  return stdout;
}
