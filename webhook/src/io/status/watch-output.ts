import type { StatusRead } from "./read-status.ts";

/** Where a look goes to. */
export interface WatchOutput {
  /** What was asked for. */
  readonly print: (text: string) => Promise<void>;
  /** What there is to explain. */
  readonly note: (sentence: string) => void;
  /** What went wrong. */
  readonly say: (sentences: readonly string[]) => void;
}

/** Shows one look after the other. */
export type Show = (look: StatusRead) => Promise<void>;
