import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startGuarded } from "./guarded-process.ts";

const FILE = path.join(process.env["KUBEBUILDER_ASSETS"] ?? "", "kube-controller-manager");

/** Those that make pods of workloads, and clean up after them. */
const CONTROLLERS = [
  "deployment-controller",
  "replicaset-controller",
  "statefulset-controller",
  "daemonset-controller",
  "job-controller",
  "cronjob-controller",
  "garbage-collector-controller",
  "namespace-controller",
];

/** Why there are no controllers; undefined where there are. */
export function missingControllerManager(): string | undefined {
  try {
    accessSync(FILE, constants.X_OK);
    return undefined;
  } catch {
    return "needs kube-controller-manager in KUBEBUILDER_ASSETS, beside kube-apiserver and etcd";
  }
}

export interface ControllerManager {
  logTail(): string;
  stop(): Promise<void>;
}

/** The real controllers, as admin. There are still no nodes: pods stay Pending, and go at once when they are deleted. */
export function startControllerManager(
  { kubeconfig }: { readonly kubeconfig: string },
  controllers: readonly string[] = CONTROLLERS,
): ControllerManager {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-controllers-"));
  const flags = [
    `--kubeconfig=${kubeconfig}`,
    `--controllers=${controllers.join(",")}`,
    "--leader-elect=false",
    "--secure-port=0",
    // It is to be fast, not kind.
    "--kube-api-qps=500",
    "--kube-api-burst=500",
  ];
  const program = startGuarded(FILE, flags, path.join(folder, "log"));
  return {
    logTail: program.logTail,
    async stop() {
      await program.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
