import type { RotationView } from "./view.ts";

/** Whether the API server can be expected to take our serving certificate. */
export type Readiness = { readonly ready: true } | { readonly ready: false; readonly why: string };

/** Goes by the last look that saw the bundle: while the API server is away, nothing is taken back. */
export function readinessOf(view: RotationView, nowMs: number): Readiness {
  const { bundle, leaf, remembered, secret, sightings } = view;
  const not = (why: string): Readiness => ({ ready: false, why });
  if (leaf === undefined) {
    return not(secret.t === "refused" ? secret.refusal.message : "there is no serving certificate yet");
  }
  if (nowMs >= leaf.notAfterMs) return not("the serving certificate has expired");
  if (bundle.t === "absent") return not("there is no webhook configuration with all of our webhooks in it");
  if (!Object.hasOwn(sightings, leaf.signerId))
    return not("the live caBundle of the webhook configuration does not trust the serving certificate");
  const signer = remembered.find(({ id }) => id === leaf.signerId);
  if (signer?.stage === "next") return not("the CA is new, and not every API server may trust it yet");
  return { ready: true };
}
