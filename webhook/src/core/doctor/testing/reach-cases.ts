import type { ClusterPicture } from "../cluster-picture.ts";
import { known } from "../../live/known.ts";
import type { ProbeAnswer } from "../probe/read-answer.ts";
import type { Case } from "./cases.ts";
import { exampleInstallation, namespace } from "./example-picture.ts";

const probed = (answer: ProbeAnswer): Pick<ClusterPicture, "probes"> => ({
  probes: [{ namespace: "media", namespaces: ["media"], answer }],
});
const both = (answer: ProbeAnswer): Partial<ClusterPicture> => ({
  ...probed(answer),
  workloadProbe: { namespace: "media", answer },
});
const POST = 'Post "https://mount-monitor-webhook.mount-monitor.svc:443/mutate/pods?timeout=5s"';

export const REACH_CASES: Readonly<Record<string, Case>> = {
  "not-trusted": () =>
    both({
      t: "not-trusted",
      message: `${POST}: tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    }),
  unreachable: () =>
    both({ t: "unreachable", message: `${POST}: dial tcp 10.96.0.20:443: connect: connection refused` }),
  "webhook-failed": () =>
    probed({ t: "failed", message: 'an error on the server ("bug") has prevented the request from succeeding' }),
  "probe-denied": () =>
    probed({
      t: "denied",
      message: "mount-monitor.io/check-interval of the namespace is now, but … (malformed-value)",
    }),
  "probe-untouched": () => both({ t: "untouched" }),
  "probe-left-out-by-labels": () => ({
    ...both({ t: "untouched" }),
    installations: known([exampleInstallation({ objectSelector: { matchLabels: { monitored: "yes" } } })]),
  }),
  "probe-left-out-by-namespace": () => ({
    ...both({ t: "untouched" }),
    installations: known([exampleInstallation({ namespaceSelector: { matchLabels: { monitored: "yes" } } })]),
  }),
  "probe-skipped": () => probed({ t: "skipped", reasons: ["nothing-to-inject"] }),
  "probe-switched-off": () => probed({ t: "skipped", reasons: ["switched-off"] }),
  "probe-stopped": () =>
    probed({ t: "stopped", message: 'pods "x" is forbidden: exceeded quota: q, requested: pods=1, used: pods=9' }),
  "probe-not-allowed": () =>
    both({ t: "not-asked", message: 'pods is forbidden: User "jane" cannot create resource "pods"' }),
  "two-probes-with-one-answer": () => ({
    namespaces: known([namespace("media"), namespace("films", { "mount-monitor.io/mode": "observe" })]),
    probes: ["media", "films"].map((name) => ({
      namespace: name,
      namespaces: [name],
      answer: { t: "unreachable", message: `${POST}: context deadline exceeded` },
    })),
  }),
};
