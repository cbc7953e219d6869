import fs from "node:fs";

export type ReadText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly error: string };

const CHUNK_BYTES = 64 * 1024;

/** A whole file as text, or why not; `-` is stdin. What is not a regular file (a pipe) has no size to ask for first. */
export function readText(file: string, maxBytes: number): ReadText {
  const read = readBytes(file, maxBytes);
  if (!read.ok) return read;
  const { bytes } = read;
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { ok: false, error: "it is UTF-16; save it as UTF-8" };
  }
  if (bytes.includes(0)) return { ok: false, error: "it is binary, not text; name the manifest, not an archive of it" };
  try {
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { ok: false, error: "it is not UTF-8; save it as UTF-8" };
  }
}

function readBytes(
  file: string,
  maxBytes: number,
): { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly error: string } {
  const descriptor = { value: undefined as number | undefined };
  try {
    descriptor.value = file === "-" ? 0 : fs.openSync(file, "r");
    const chunks: Buffer[] = [];
    let size = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const count = readSome(descriptor.value, chunk);
      if (count === 0) return { ok: true, bytes: Buffer.concat(chunks, size) };
      size += count;
      if (size > maxBytes) {
        return { ok: false, error: `it is larger than ${maxBytes / 1024 / 1024} MiB; split it` };
      }
      chunks.push(chunk.subarray(0, count));
    }
  } catch (error) {
    return { ok: false, error: explain(error as NodeJS.ErrnoException) };
  } finally {
    if (descriptor.value !== undefined && descriptor.value !== 0) fs.closeSync(descriptor.value);
  }
}

/** A terminal or pipe that was set to non-blocking says EAGAIN where it has nothing yet. */
function readSome(descriptor: number, chunk: Buffer): number {
  for (;;) {
    try {
      return fs.readSync(descriptor, chunk);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EOF") return 0;
      if (code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function explain(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "ENOENT":
      return "there is no such file";
    case "EACCES":
      return "this user may not read it";
    case "EISDIR":
      return "it is a folder, not a file";
    default:
      return error.message;
  }
}
