import { isAtOrBelow } from "../../core/mount/mount-table.ts";
import { close, openForReading, pathOfDescriptor, readAt, sizeOf } from "./file-calls.ts";
import { type DescriptorCount, during, type Finding } from "./finding.ts";

/** Enough to make the backend answer, and no more. */
const CANARY_BYTES = 512;
const BLOCK_BYTES = 64 * 1024;

interface FileCheck {
  /** Where the mount really is, without symbolic links. */
  readonly root: string;
  /** Relative to the mount. */
  readonly file: string;
  readonly count: DescriptorCount;
}

/** The canary is readable: opened anew each time, since a descriptor that stays open never asks the backend again. */
export function readCanary(check: FileCheck): Promise<Finding> {
  return withFile("canary", check, async (descriptor) => {
    await during(`read the canary ${check.file}`, readAt(descriptor, CANARY_BYTES, 0));
    return { t: "ok", canary: true };
  });
}

/** One random block of a large file is readable: the only thing that a full cache does not answer for a dead backend. */
export function readRandomBlock(check: FileCheck, random: number): Promise<Finding> {
  return withFile("probe file", check, async (descriptor) => {
    const size = await during(`get the size of the probe file ${check.file}`, sizeOf(descriptor));
    if (size === 0)
      return { t: "failed", fault: "missing", message: `the probe file ${check.file} is empty; name a large file` };
    const block = Math.floor(random * Math.ceil(size / BLOCK_BYTES));
    const length = Math.min(BLOCK_BYTES, size - block * BLOCK_BYTES);
    const read = await during(`read the probe file ${check.file}`, readAt(descriptor, length, block * BLOCK_BYTES));
    if (read > 0) return { t: "ok", canary: false };
    return {
      t: "failed",
      fault: "backend",
      message: `the probe file ${check.file} ends before its size of ${size} bytes`,
    };
  });
}

async function withFile(
  what: string,
  { root, file, count }: FileCheck,
  use: (descriptor: number) => Promise<Finding>,
): Promise<Finding> {
  const descriptor = await during(`open the ${what} ${file}`, openForReading(`${root}/${file}`));
  count.open++;
  try {
    const target = pathOfDescriptor(descriptor);
    if (target !== undefined && !isAtOrBelow(target, root)) {
      return {
        t: "failed",
        fault: "missing",
        message: `the ${what} ${file} is a link that leaves the mount, to ${target}; put a regular file there`,
      };
    }
    return await use(descriptor);
  } finally {
    await close(descriptor);
    count.open--;
  }
}
