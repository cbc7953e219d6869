import { MS_PER_HOUR } from "./duration.ts";

export interface DurationLimits {
  readonly minMs: number;
  readonly maxMs: number;
}

/** What a duration may be, by setting: the schema documents it, the decoder enforces it. */
export const DURATION_LIMITS = {
  checkInterval: { minMs: 10, maxMs: MS_PER_HOUR },
  readTimeout: { minMs: 1, maxMs: MS_PER_HOUR },
  shutdownTimeout: { minMs: 0, maxMs: MS_PER_HOUR },
  restartDelay: { minMs: 0, maxMs: 24 * MS_PER_HOUR },
  retryBackoffInitial: { minMs: 1, maxMs: MS_PER_HOUR },
  retryBackoffMax: { minMs: 1, maxMs: MS_PER_HOUR },
  budgetWindow: { minMs: 1_000, maxMs: 24 * MS_PER_HOUR },
} as const satisfies Readonly<Record<string, DurationLimits>>;
