import { Session } from "node:inspector/promises";
import type { Profiler } from "node:inspector";
import { blocksOf } from "../../../tools/v8-coverage/blocks-of.ts";

/** Which parts of the sources have been executed so far in this process (or thread), as V8 counts them. */
export interface Coverage {
  /** Takes over what was executed since the last look. True where some of it never was before. */
  readonly take: () => Promise<boolean>;
  /** The same, but nothing is taken over: another look at the same would be as new. */
  readonly look: () => Promise<boolean>;
  /** Begins anew, as if nothing had ever been executed. */
  readonly forget: () => Promise<void>;
  /** Counts blocks that were executed. */
  readonly size: () => number;
  /** Sources of which some function was called. */
  readonly files: () => ReadonlySet<string>;
  readonly stop: () => void;
}

/** `wanted` picks the sources by their URL. */
export async function startCoverage(wanted: (url: string) => boolean): Promise<Coverage> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const seen = new Map<string, Uint8Array>();
  const files = new Set<string>();
  let size = 0;
  const take = async (keeps: boolean) => {
    let news = 0;
    const { result } = await session.post("Profiler.takePreciseCoverage");
    for (const { url, functions } of result) {
      if (!wanted(url)) continue;
      for (const { ranges, functionName } of functions) {
        const [whole] = ranges;
        if (whole === undefined || whole.count === 0) continue;
        const key = `${url}:${whole.startOffset}`;
        const known = seen.get(key) ?? new Uint8Array(whole.endOffset - whole.startOffset);
        news += paint(known, whole.startOffset, ranges, keeps);
        if (!keeps) continue;
        seen.set(key, known);
        // The function without a name is the module itself, which an import calls.
        if (functionName !== "") files.add(url);
      }
    }
    if (keeps) size += news;
    return news > 0;
  };
  return {
    take: () => take(true),
    look: () => take(false),
    async forget() {
      await take(false);
      seen.clear();
      files.clear();
      size = 0;
    },
    size: () => size,
    files: () => files,
    stop: () => session.disconnect(),
  };
}

/** How many stretches were executed that never were before; marks them where it is to. */
function paint(known: Uint8Array, start: number, ranges: readonly Profiler.CoverageRange[], marks: boolean): number {
  let news = 0;
  for (const { from, to } of blocksOf(ranges)) {
    if (known.subarray(from - start, to - start).every((mark) => mark === 1)) continue;
    news++;
    if (marks) known.fill(1, from - start, to - start);
  }
  return news;
}
