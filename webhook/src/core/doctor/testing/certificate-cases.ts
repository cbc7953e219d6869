import { WORKLOADS_WEBHOOK } from "../../install/webhook-configuration.ts";
import type { ClusterPicture } from "../cluster-picture.ts";
import type { CertificateFacts } from "../facts/certificate-facts.ts";
import { subjectOf } from "../finding.ts";
import { known, unknown } from "../../live/known.ts";
import { MS_PER_DAY } from "../../live/span.ts";
import type { Case } from "./cases.ts";
import { CA, fit, LEAF, NOW_MS } from "./example-picture.ts";

const WEBHOOK = "pods.mount-monitor.io";
const by = subjectOf("Pod", "mount-monitor-webhook-a", "mount-monitor");

const trusting = (cas: readonly CertificateFacts[], change = {}): Pick<ClusterPicture, "bundles"> => ({
  bundles: [{ webhook: WEBHOOK, empty: false, damaged: false, cas, ...change }],
});
const serving = (
  leaf: CertificateFacts,
  { mode, fits = [fit(WEBHOOK)] }: { readonly mode?: string; readonly fits?: ReturnType<typeof fit>[] } = {},
): Pick<ClusterPicture, "served"> => ({ served: [{ by, mode, certificate: known({ ...leaf, fits }) }] });

/** Valid for so many days, of which so many are left. */
const lasting = (days: number, left: number): CertificateFacts => ({
  ...LEAF,
  notBeforeMs: NOW_MS - (days - left) * MS_PER_DAY,
  notAfterMs: NOW_MS + left * MS_PER_DAY,
});

export const CERTIFICATE_CASES: Readonly<Record<string, Case>> = {
  "leaf-not-trusted": () => serving(LEAF, { mode: "self", fits: [fit(WEBHOOK, { trusted: false })] }),
  "leaf-for-other-name": () => serving(LEAF, { fits: [fit(WEBHOOK, { named: false })] }),
  "leaf-of-two-webhooks-for-other-name": () =>
    serving(LEAF, { fits: [fit(WEBHOOK, { named: false }), fit("workloads.mount-monitor.io", { named: false })] }),
  "leaf-expired": () => serving(lasting(7, -1), { mode: "self", fits: [fit(WEBHOOK, { trusted: false })] }),
  "leaf-not-valid-yet": () => serving(lasting(7, 8), { mode: "self" }),
  "own-leaf-not-renewed": () => serving(lasting(7, 2), { mode: "self" }),
  "own-leaf-about-to-be-renewed": () => serving(lasting(7, 2.3), { mode: "self" }),
  "provided-leaf-expires": () => serving(lasting(365, 13), { mode: "provided" }),
  "provided-leaf-lasts": () => serving(lasting(365, 15), { mode: "provided" }),
  "short-leaf-of-unknown-mode": () => serving(lasting(7, 3)),
  "leaf-not-readable": () => ({
    served: [{ by, mode: undefined, certificate: unknown("error trying to reach service: dial tcp: i/o timeout") }],
  }),
  "ca-expired": () => ({
    ...trusting([lasting(10, -1)]),
    ...serving(LEAF, { mode: "self", fits: [fit(WEBHOOK, { trusted: false })] }),
  }),
  "old-ca-beside-new": () => trusting([lasting(10, -1), CA]),
  "own-ca-not-renewed": () => trusting([lasting(365, 100)]),
  "provided-ca-lasts": () => ({ ...trusting([lasting(365, 100)]), served: [] }),
  "bundle-empty": () => trusting([], { empty: true }),
  "bundle-empty-but-trusted": () => ({ ...trusting([], { empty: true }), ...serving(LEAF, { mode: "provided" }) }),
  "bundle-of-workloads-empty": () => ({
    bundles: [
      { webhook: WEBHOOK, empty: false, damaged: false, cas: [CA] },
      { webhook: WORKLOADS_WEBHOOK, empty: true, damaged: false, cas: [] },
    ],
    workloadProbe: { namespace: "media", answer: { t: "not-trusted", message: "x509: unknown authority" } },
    ...serving(LEAF, { mode: "provided" }),
  }),
  "bundle-unreadable": () => ({
    ...trusting([], { damaged: true }),
    ...serving(LEAF, { mode: "self", fits: [fit(WEBHOOK, { trusted: false })] }),
  }),
};
