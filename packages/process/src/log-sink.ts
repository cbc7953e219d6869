import { writeSync } from "node:fs";

export interface Sink {
  write(text: string): void;
}

/** How a descriptor is written: as `fs.writeSync`. */
export type Write = (descriptor: number, bytes: Buffer, offset: number) => number;

/** What is kept of lines that could not be written, to be tried again with the next one. */
const MAX_UNWRITTEN_BYTES = 1024 * 1024;

/**
 * Writes synchronously: an asynchronous write would wait for a thread of the pool, and those may all be held by hanging
 * mounts. A log that cannot be written (its disk is full, its reader gone) is no reason to stop what it is about.
 */
export function sinkTo(descriptor: number, write: Write = writeSync): Sink {
  let unwritten = Buffer.alloc(0);
  return {
    write(text) {
      const line = Buffer.from(text);
      // A whole line or nothing, so that what follows can still be read.
      if (unwritten.length + line.length > MAX_UNWRITTEN_BYTES) unwritten = writeAll(descriptor, unwritten, write);
      if (unwritten.length + line.length > MAX_UNWRITTEN_BYTES) return;
      unwritten = writeAll(descriptor, unwritten.length > 0 ? Buffer.concat([unwritten, line]) : line, write);
    },
  };
}

/** What is left when the descriptor takes no more; nothing where nobody will ever read it. */
function writeAll(descriptor: number, bytes: Buffer<ArrayBuffer>, write: Write): Buffer<ArrayBuffer> {
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += write(descriptor, bytes, offset);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EINTR") continue;
      return code === "EPIPE" ? Buffer.alloc(0) : Buffer.from(bytes.subarray(offset));
    }
  }
  return Buffer.alloc(0);
}
