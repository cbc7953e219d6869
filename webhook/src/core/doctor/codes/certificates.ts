import type { FindingText } from "./finding-text.ts";

/** About what the API server trusts, and what is served. */
export const CERTIFICATE_FINDINGS = {
  "certificates-valid": {
    severity: "ok",
    meaning: "The caBundle trusts what is served, and nothing of it expires soon.",
    advice: "",
  },
  "ca-bundle-empty": {
    severity: "problem",
    meaning: "A webhook has no caBundle, and the CAs of the API server's machine do not know the webhook's.",
    advice: "Look at the log of the webhook: it writes the caBundle itself, or says why it cannot.",
  },
  "ca-bundle-unreadable": {
    severity: "problem",
    meaning: "The caBundle of a webhook is no certificate.",
    advice: "Remove it, so that its owner writes it anew: the webhook itself, cert-manager, or you.",
  },
  "bundle-does-not-trust": {
    severity: "problem",
    meaning: "The caBundle of a webhook does not trust the certificate that is served.",
    advice:
      "Restart the webhook's pods where mount-monitor makes certificates itself; else put the CA into the caBundle.",
  },
  "certificate-for-other-name": {
    severity: "problem",
    meaning: "The certificate that is served is not for the name by which the API server calls the webhook.",
    advice: "Issue one for that name.",
  },
  "certificate-expired": {
    severity: "problem",
    meaning: "A certificate has expired.",
    advice: "Restart the webhook's pods where mount-monitor makes certificates itself; else renew it.",
  },
  "certificate-expires": {
    severity: "warning",
    meaning: "A certificate expires soon, and should have been renewed by now.",
    advice: "Look at the log of the webhook, or of cert-manager, for why it was not renewed; or renew it.",
  },
  "certificate-trouble": {
    severity: "warning",
    meaning: "A pod of the webhook cannot take care of its certificate as it should; so far it still serves.",
    advice: "Look at its log: `kubectl -n NAMESPACE logs POD`.",
  },
} as const satisfies Readonly<Record<string, FindingText>>;
