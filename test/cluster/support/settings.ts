import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { missingPrerequisite } from "../../../sidecar/test/fuse/support/prerequisites.ts";

/** What is told about the cluster that the tests run on. */
export interface ClusterSettings {
  /** Gets the path of an image archive, and loads it into the node. */
  readonly load: string;
  /** A folder of the node, and of this machine, whose mounts reach pods. */
  readonly mounts: string;
  /** Restarts the node, with everything that ran on it. */
  readonly restartNode: string | undefined;
  /** Gets `stop` or `start`: the API server. */
  readonly apiServer: string | undefined;
  /** A static busybox, which the app of the tests consists of. */
  readonly busybox: string;
}

const BUSYBOXES = ["/bin/busybox", "/usr/bin/busybox"] as const;
const { env } = process;

export function readSettings(): ClusterSettings {
  return {
    load: env["MOUNT_MONITOR_TEST_LOAD"] ?? "",
    mounts: env["MOUNT_MONITOR_TEST_MOUNTS"] ?? "",
    restartNode: env["MOUNT_MONITOR_TEST_NODE"] || undefined,
    apiServer: env["MOUNT_MONITOR_TEST_API_SERVER"] || undefined,
    busybox: env["MOUNT_MONITOR_TEST_BUSYBOX"] || (BUSYBOXES.find((file) => existsSync(file)) ?? ""),
  };
}

/** Why there is no cluster to test on, and what to do about it; undefined where everything is at hand. */
export function missingCluster(): string | undefined {
  if (!env["KUBECONFIG"]) return "needs KUBECONFIG: of a cluster that is there for tests, with one node";
  const { load, mounts, busybox } = readSettings();
  if (load === "") {
    return "needs MOUNT_MONITOR_TEST_LOAD: a command that gets the path of an image archive, such as `kind load image-archive`";
  }
  if (mounts === "" || !existsSync(mounts) || !statSync(mounts).isDirectory()) {
    return `needs MOUNT_MONITOR_TEST_MOUNTS: a folder of the node, and of this machine, whose mounts propagate into pods; it is ${mounts || "not set"}`;
  }
  const commands = (["kubectl", "helm"] as const).filter((command) => !isOnPath(command));
  if (commands.length > 0) return `needs ${commands.join(" and ")} on the PATH`;
  if (busybox === "") {
    return "needs a static busybox: apt-get install -y busybox-static, or name yours in MOUNT_MONITOR_TEST_BUSYBOX";
  }
  return missingPrerequisite();
}

export function isOnPath(command: string): boolean {
  try {
    execFileSync("/bin/sh", ["-c", `command -v ${command}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
