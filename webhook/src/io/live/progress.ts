/** What is being done, for a person who waits. */
export interface Progress {
  say(what: string): void;
  /** Takes the line away again. */
  done(): void;
}

const PATIENCE_MS = 2_000;

/** One line on a terminal that is written over, and nothing before it has taken a while; nothing at all elsewhere. */
export function createProgress(stream: NodeJS.WriteStream, now: () => number = () => performance.now()): Progress {
  const startedMs = now();
  let shown = false;
  const clear = () => {
    if (shown) stream.write("\r\u001B[K");
    shown = false;
  };
  return {
    say(what) {
      if (!stream.isTTY || now() - startedMs < PATIENCE_MS) return;
      clear();
      stream.write(`${what} …`.slice(0, Math.max(10, (stream.columns ?? 80) - 1)));
      shown = true;
    },
    done: clear,
  };
}
