/**
 * Annotations that our schemas carry beside the standard keywords. ajv is told about them, so that a typing error in
 * one of them is found when the validator is generated.
 */
export interface Annotations {
  readonly description: string;
  /** Ends the sentence `<path> is <value>, but must be …`. */
  readonly expects: string;
  /** The default as the documentation shows it, where it is not a plain `default`. */
  readonly shownDefault?: string;
  /** Range of a duration, in milliseconds; the pattern alone cannot say it. */
  readonly minMs?: number;
  readonly maxMs?: number;
}

export const ANNOTATION_KEYWORDS = ["expects", "shownDefault", "minMs", "maxMs"] as const;
