import { formatDuration } from "@mount-monitor/contract";

export interface RotationSettings {
  /** How long a CA is valid. A new one is made after two thirds. Default 365 days, at least three times `leafLifeMs`. */
  readonly caLifeMs: number;
  /** How long the serving certificate of a replica is valid. A new one is made after two thirds. Default 7 days. */
  readonly leafLifeMs: number;
  /**
   * How long a new CA is in the live trust bundle before anything that it signed is served: every API server has to
   * have seen it. Default 10 s.
   */
  readonly propagationMs: number;
  /**
   * How far our clock and that of the API server may be apart. Certificates are valid from twice this before they are
   * made; beyond it nothing is written, since a clock that is far ahead would throw out CAs in use. Default 5 minutes.
   */
  readonly clockSkewMs: number;
}

const DAY_MS = 86_400_000;

export const DEFAULT_ROTATION: RotationSettings = {
  caLifeMs: 365 * DAY_MS,
  leafLifeMs: 7 * DAY_MS,
  propagationMs: 10_000,
  clockSkewMs: 300_000,
};

export type CheckedSettings =
  | { readonly ok: true; readonly settings: RotationSettings }
  | { readonly ok: false; readonly error: string };

/** X.509 counts whole seconds. */
const MIN_LIFE_MS = 3_000;

/**
 * Whether the settings leave room to renew in time. Errors call them `caLife`, `leafLife`, `propagation` and
 * `clockSkew`, after the prefix under which they stand in a configuration.
 */
export function checkRotationSettings(settings: RotationSettings, prefix = ""): CheckedSettings {
  const { caLifeMs, leafLifeMs, propagationMs, clockSkewMs } = settings;
  const is = (name: string, ms: number) => `${prefix}${name} (${formatDuration(ms)})`;
  const wrong = (error: string): CheckedSettings => ({ ok: false, error });
  const [caLife, leafLife] = [is("caLife", caLifeMs), is("leafLife", leafLifeMs)];
  const [propagation, clockSkew] = [is("propagation", propagationMs), is("clockSkew", clockSkewMs)];
  if (![caLifeMs, leafLifeMs, propagationMs, clockSkewMs].every((ms) => Number.isSafeInteger(ms) && ms >= 0))
    return wrong(`each of ${prefix}caLife, leafLife, propagation, clockSkew must be a whole number of ms, 0 or more`);
  if (leafLifeMs < MIN_LIFE_MS) return wrong(`${leafLife} is too short for a certificate; let it be 3s or more`);
  // Renewed a third of its life before its end, by a clock that may be as far off in either direction.
  if (leafLifeMs <= 6 * clockSkewMs)
    return wrong(
      `${leafLife} must be more than six times ${clockSkew}, or certificates could expire before they are renewed`,
    );
  if (caLifeMs < 3 * leafLifeMs) return wrong(`${caLife} must be at least three times ${leafLife}`);
  if (caLifeMs <= 3 * (propagationMs + 4 * clockSkewMs))
    return wrong(
      `${caLife} must be more than three times ${propagation} and twelve times ${clockSkew} together, or a new CA could come too late`,
    );
  return { ok: true, settings };
}

/** Valid from before now, so that an API server whose clock is behind takes it as well. */
export function backdateMs({ clockSkewMs }: RotationSettings): number {
  return 2 * clockSkewMs;
}

/** Certificates are renewed after two thirds of their life. */
export function renewAtMs({
  notBeforeMs,
  notAfterMs,
}: {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}): number {
  return notBeforeMs + Math.floor(((notAfterMs - notBeforeMs) * 2) / 3);
}

/** X.509 has no fractions of a second. */
export function wholeSecondsMs(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
