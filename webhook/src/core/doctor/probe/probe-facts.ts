import type { ProbeAnswer } from "./read-answer.ts";

/** What came of one probe. */
export interface ProbeFacts {
  /** Where it was made. */
  readonly namespace: string;
  /** All namespaces that it speaks for. */
  readonly namespaces: readonly string[];
  readonly answer: ProbeAnswer;
}
