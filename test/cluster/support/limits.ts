/** Longer than any node needs, since other tests run on it at the same time. */
export const POD_LIMIT_MS = 120_000;

/** How long a pod takes that is told to go, and one in its place. */
export const REPLACED_LIMIT_MS = 180_000;
