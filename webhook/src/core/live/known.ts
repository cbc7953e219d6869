/** What was asked of the cluster: known, or why it is not. */
export type Known<T> = { readonly t: "known"; readonly value: T } | { readonly t: "unknown"; readonly why: string };

export function known<T>(value: T): Known<T> {
  return { t: "known", value };
}

export function unknown(why: string): Known<never> {
  return { t: "unknown", why };
}

/** What is known, or what stands for it where it is not. */
export function orElse<T>(known: Known<T>, fallback: T): T {
  return known.t === "known" ? known.value : fallback;
}
