import type { ClusterPicture } from "../cluster-picture.ts";
import type { BundleFacts, CertificateFacts, SeenCertificate } from "../facts/certificate-facts.ts";
import { type Finding, found, notChecked, type Subject, subjectOf } from "../finding.ts";
import { orElse } from "../../live/known.ts";
import { PODS_WEBHOOK, WORKLOADS_WEBHOOK } from "../../install/webhook-configuration.ts";
import { formatMoment, formatSpan, MS_PER_DAY } from "../../live/span.ts";

/** What the API server is told to trust, what is served, and for how long. */
export function checkCertificates(picture: ClusterPicture, nowMs: number): readonly Finding[] {
  const { bundles, served, installations } = picture;
  const distrusted = distrustedWebhooks(picture);
  const selfMade = served.some(({ mode }) => mode === "self");
  const judged = bundles.map((bundle) => ({
    webhook: bundle.webhook,
    findings: checkBundle(bundle, { distrusted: distrusted.has(bundle.webhook), selfMade }, nowMs),
  }));
  // That such a bundle does not trust it says nothing about a certificate.
  const useless = judged
    .filter(({ findings }) => findings.some(({ severity }) => severity === "problem"))
    .map(({ webhook }) => webhook);
  const findings = [
    ...judged.flatMap(({ findings }) => findings),
    ...served.flatMap((one) => checkServed(one, useless, nowMs)),
  ];
  if (findings.some(({ severity }) => severity !== "note") || bundles.length === 0) return findings;
  const all = [
    ...bundles.flatMap(({ cas }) => cas),
    ...served.flatMap(({ certificate }) => (certificate.t === "known" ? [certificate.value] : [])),
  ];
  const first = all.toSorted((a, b) => a.notAfterMs - b.notAfterMs)[0];
  if (first === undefined) return findings;
  const checked = served.some(({ certificate }) => certificate.t === "known");
  const sentence = `${checked ? "the caBundle trusts what is served" : "the caBundle has valid CAs"}; first to expire is ${first.name}, in ${left(first, nowMs)}`;
  return [
    found(
      "certificates-valid",
      subjectOf("MutatingWebhookConfiguration", orElse(installations, [])[0]?.name ?? ""),
      sentence,
    ),
    ...findings,
  ];
}

/** As the dry runs have shown. */
function distrustedWebhooks({ probes, workloadProbe }: ClusterPicture): ReadonlySet<string> {
  return new Set([
    ...probes.flatMap(({ answer }) => (answer.t === "not-trusted" ? [PODS_WEBHOOK] : [])),
    ...(workloadProbe?.answer.t === "not-trusted" ? [WORKLOADS_WEBHOOK] : []),
  ]);
}

function checkBundle(
  { webhook, empty, damaged, cas }: BundleFacts,
  { distrusted, selfMade }: { readonly distrusted: boolean; readonly selfMade: boolean },
  nowMs: number,
): readonly Finding[] {
  const subject = subjectOf("Webhook", webhook);
  // Without one, the API server goes by the CAs of its machine, which may well know the webhook's.
  if (empty) return distrusted || selfMade ? [found("ca-bundle-empty", subject, "its caBundle is empty")] : [];
  const newest = cas.toSorted((a, b) => b.notAfterMs - a.notAfterMs)[0];
  if (newest === undefined) {
    return [
      found("ca-bundle-unreadable", subject, `its caBundle has no certificate${damaged ? " that can be read" : ""}`),
    ];
  }
  // An old CA stays for as long as its last leaf does; only the newest has to go on.
  return checkValidity(
    subject,
    `the newest CA of its caBundle, ${newest.name},`,
    newest,
    selfMade ? "self" : "provided",
    nowMs,
  );
}

function checkServed(
  { by, mode, certificate }: SeenCertificate,
  useless: readonly string[],
  nowMs: number,
): readonly Finding[] {
  if (certificate.t === "unknown") {
    return [notChecked(by, "the certificate that is served", certificate.why)];
  }
  const { value } = certificate;
  const its = `its certificate, ${value.name},`;
  const validity = checkValidity(by, its, value, mode, nowMs);
  if (validity.some(({ code }) => code === "certificate-expired")) return validity;
  const distrusting = value.fits.filter(({ webhook, trusted }) => !trusted && !useless.includes(webhook));
  const others = new Set(value.fits.flatMap(({ host, named }) => (named ? [] : [host])));
  return [
    ...distrusting.map(({ webhook }) =>
      found("bundle-does-not-trust", by, `${its} is not trusted by the caBundle of ${webhook}`),
    ),
    ...[...others].map((host) =>
      found("certificate-for-other-name", by, `${its} is not for ${host}`, { advice: adviceOnName(host, mode) }),
    ),
    ...validity,
  ];
}

function adviceOnName(host: string, mode: string | undefined): string {
  const own = "add it to certificates.hosts in the configuration of the webhook";
  switch (mode) {
    case "self":
      return `The API server calls ${host}: ${own}`;
    case undefined:
      return `Issue one for ${host}; where mount-monitor makes them itself, ${own}`;
  }
  return `Issue one for ${host}`;
}

function checkValidity(
  subject: Subject,
  what: string,
  certificate: CertificateFacts,
  mode: string | undefined,
  nowMs: number,
): readonly Finding[] {
  const { notBeforeMs, notAfterMs } = certificate;
  const until = formatMoment(notAfterMs);
  if (notBeforeMs > nowMs) {
    return [
      found("certificate-expired", subject, `${what} is not valid before ${formatMoment(notBeforeMs)}`, {
        advice: "See whether the clocks are right.",
      }),
    ];
  }
  if (notAfterMs <= nowMs) return [found("certificate-expired", subject, `${what} expired on ${until}`)];
  if (notAfterMs - nowMs >= renewalMs(certificate, mode)) return [];
  return [found("certificate-expires", subject, `${what} expires in ${left(certificate, nowMs)}, on ${until}`)];
}

/** How long before its end a certificate should have been renewed. */
function renewalMs({ notBeforeMs, notAfterMs }: CertificateFacts, mode: string | undefined): number {
  const lifeMs = notAfterMs - notBeforeMs;
  // Ours, and those of cert-manager, are renewed at two thirds of their life; a bit later nothing is wrong yet.
  if (mode === "self" || mode === "cert-manager") return 0.3 * lifeMs;
  return Math.min(14 * MS_PER_DAY, lifeMs / 3);
}

function left({ notAfterMs }: CertificateFacts, nowMs: number): string {
  return formatSpan(notAfterMs - nowMs);
}
