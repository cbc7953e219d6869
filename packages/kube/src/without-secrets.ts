/** Tokens, keys and base64 of either have no blank for longer than any word does. */
const LONG_RUN = /[A-Za-z0-9+/=_.-]{48,}/g;
const MAX_LENGTH = 300;
/** Kinds are long, too, and what is forbidden is said by them: `mutatingwebhookconfigurations.admissionregistration.k8s.io`. */
const KIND_PART = /^(?=.{1,40}$)[a-z-]*\d?[a-z-]*$/;

/**
 * What a server or a library says, fit for logs: a proxy may echo our request, with token and Secret. It is cut last,
 * since the half of a key would not be recognised any more.
 */
export function withoutSecrets(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/-----BEGIN .*?(-----END [A-Z ]*-----|$)/g, "[removed]")
    .replaceAll(LONG_RUN, (run) => (isKind(run) ? run : "[removed]"))
    .slice(0, MAX_LENGTH);
}

/** Words with a digit in them at most: nothing that was made at random looks like it. */
function isKind(run: string): boolean {
  const parts = run.split(".");
  return parts.length > 2 && parts.every((part) => KIND_PART.test(part));
}
