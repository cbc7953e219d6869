import { homedir } from "node:os";
import path from "node:path";

/** Where everything is kept that is built or fetched for tests and benches, as `tools/go-tool.sh` has it. */
export function toolsFolder(): string {
  const cache = process.env["XDG_CACHE_HOME"] || path.join(homedir(), ".cache");
  return process.env["MOUNT_MONITOR_TOOLS"] || path.join(cache, "mount-monitor-tools");
}
