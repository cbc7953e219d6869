import { type CertificateStatus, REFUSAL_CODES, ROLES } from "@mount-monitor/certs";
import { family, type Sample } from "./exposition.ts";

/** What is served, what it is signed with, and what goes wrong about it. */
export function certificateFamilies(
  { leafNotBeforeMs, leafNotAfterMs, cas, refusal, failures }: CertificateStatus,
  reloads: number,
): string[] {
  const moment = (ms: number | undefined): Sample[] => (ms === undefined ? [] : [[{}, seconds(ms)]]);
  return [
    family(
      "certificate_start_timestamp_seconds",
      "gauge",
      "When the serving certificate began to be valid.",
      moment(leafNotBeforeMs),
    ),
    family(
      "certificate_expiry_timestamp_seconds",
      "gauge",
      "When the serving certificate expires.",
      moment(leafNotAfterMs),
    ),
    family("certificate_reloads_total", "counter", "Serving certificates taken over, the first one included.", [
      [{}, reloads],
    ]),
    family("certificate_failures_total", "counter", "Looks and steps about certificates that failed.", [
      [{}, failures],
    ]),
    family(
      "certificate_refused",
      "gauge",
      "Whether nothing is written about certificates, by reason.",
      REFUSAL_CODES.map((code): Sample => [{ code }, refusal?.code === code ? 1 : 0]),
    ),
    family(
      "ca_certificates",
      "gauge",
      "CAs that serving certificates are, were or will be signed with, by role.",
      cas.length === 0 ? [] : ROLES.map((role): Sample => [{ role }, expiries(cas, role).length]),
    ),
    family(
      "ca_expiry_timestamp_seconds",
      "gauge",
      "When the first CA of a role expires.",
      ROLES.flatMap((role): Sample[] => {
        const first = Math.min(...expiries(cas, role));
        return Number.isFinite(first) ? [[{ role }, seconds(first)]] : [];
      }),
    ),
  ];
}

function expiries(cas: CertificateStatus["cas"], role: (typeof ROLES)[number]): number[] {
  return cas.filter((ca) => ca.role === role).map(({ notAfterMs }) => notAfterMs);
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
