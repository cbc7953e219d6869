import type { RotationSettings } from "@mount-monitor/certs";

/** Weeks in seconds. */
export const FAST: RotationSettings = { caLifeMs: 24_000, leafLifeMs: 8_000, propagationMs: 2_000, clockSkewMs: 500 };

/** Nothing is due while a test lasts. */
export const CALM: RotationSettings = {
  caLifeMs: 36_000_000,
  leafLifeMs: 3_600_000,
  propagationMs: 500,
  clockSkewMs: 300_000,
};
