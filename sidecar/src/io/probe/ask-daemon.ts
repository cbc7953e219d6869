import { entryAt } from "../../core/mount/mount-table.ts";
import { readMountTable } from "../mount-table.ts";
import { close, openForReading } from "./file-calls.ts";
import type { DescriptorCount } from "./finding.ts";

/**
 * Whether the daemon of a FUSE mount takes requests while a probe waits for it. A daemon that is frozen takes none, and
 * what it did not take ends with us. One that runs and waits for its backend has taken the probe's request, and nothing
 * but its answer ends that, no signal and no exit. To open the mount's own directory asks the daemon and not the
 * backend, and the kernel has no cache for it. May never settle: then nothing is known.
 */
export async function daemonAnswers(path: string, count: DescriptorCount): Promise<boolean> {
  const type = entryAt(readMountTable(), path)?.fsType;
  // Whoever waits for another file system dies when told to.
  if (type !== "fuse" && !type?.startsWith("fuse.")) return false;
  try {
    const descriptor = await openForReading(path);
    count.open++;
    await close(descriptor).finally(() => count.open--);
    return true;
  } catch {
    return false;
  }
}
