/** Ranges of the durations of the webhook's configuration, in milliseconds. */
export const WEBHOOK_DURATION_LIMITS = {
  pollInterval: { minMs: 50, maxMs: 3_600_000 },
  caLife: { minMs: 3_000, maxMs: 87_600 * 3_600_000 },
  leafLife: { minMs: 3_000, maxMs: 8_760 * 3_600_000 },
  propagation: { minMs: 0, maxMs: 3_600_000 },
  clockSkew: { minMs: 0, maxMs: 3_600_000 },
  drainDelay: { minMs: 0, maxMs: 300_000 },
  shutdownTimeout: { minMs: 0, maxMs: 300_000 },
} as const;
