// @ts-check
/**
 * Preloaded by `tools/test.ts --jitter` into every Node process of the tests: some of what arrives by a socket or a pipe
 * waits a moment. The order within each stays, that between two does not: two answers of an API server, an answer and a
 * line on stderr, a watch and a call. A busy machine does that now and then, and a test that passes only in the usual
 * order fails then. JavaScript, so that any Node that a test starts can load it.
 */
import { Socket } from "node:net";
import { Readable } from "node:stream";

/** Of those that arrive while nothing of the same socket waits. */
const SHARE = Number(process.env["TEST_JITTER_SHARE"] ?? 0.3);
const MAX_MS = 400;

/** Before any test replaces it. */
const later = globalThis.setTimeout;
const push = Readable.prototype.push;
/** @type {WeakMap<Socket, { chunk: unknown, encoding: BufferEncoding | undefined }[]>} */
const waiting = new WeakMap();

/** @type {typeof push} */
Readable.prototype.push = function pushLater(chunk, encoding) {
  if (!(this instanceof Socket)) return push.call(this, chunk, encoding);
  const before = waiting.get(this);
  if (before !== undefined) {
    before.push({ chunk, encoding });
    return true;
  }
  if (Math.random() >= SHARE) return push.call(this, chunk, encoding);
  const held = [{ chunk, encoding }];
  waiting.set(this, held);
  later(() => {
    waiting.delete(this);
    for (const one of held) {
      if (this.destroyed) return;
      push.call(this, one.chunk, one.encoding);
      // The end is told to whoever reads, also where nothing is left to read.
      if (one.chunk === null) this.read(0);
    }
  }, Math.random() * MAX_MS);
  return true;
};
