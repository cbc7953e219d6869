import { known, unknown } from "../../live/known.ts";
import type { Case } from "./cases.ts";
import { exampleInstallation, exampleReplica, node } from "./example-picture.ts";

export const INSTALLATION_CASES: Readonly<Record<string, Case>> = {
  "old-server": () => ({ server: "v1.29.8" }),
  "old-node": () => ({ nodes: known([node("node-1"), node("node-2", "1.28.15")]) }),
  "nodes-not-readable": () => ({
    nodes: unknown('nodes is forbidden: User "jane" cannot list resource "nodes" in API group "" at the cluster scope'),
  }),
  "nothing-readable": () => ({
    nodes: unknown("no"),
    namespaces: unknown("no"),
    installations: unknown("no"),
    replicas: unknown("no"),
    policies: unknown("no"),
    policyBindings: unknown("no"),
    roles: unknown("no"),
    roleBindings: unknown("no"),
    pods: unknown("no"),
    workloads: unknown("no"),
    refusals: unknown("no"),
    bundles: [],
    served: [],
    gaps: [{ what: "what the monitors of 2 pods say", why: "no" }],
  }),
  "not-installed": () => ({
    installations: known([]),
    installNamespace: undefined,
    replicas: known([]),
    bundles: [],
    served: [],
    policies: known([]),
    policyBindings: known([]),
    probes: [],
    workloadProbe: undefined,
  }),
  "one-webhook-missing": () => {
    const { name, webhooks } = exampleInstallation();
    return { installations: known([{ name, webhooks: webhooks.slice(0, 1) }]) };
  },
  "installed-twice": () => ({
    installations: known([exampleInstallation(), { ...exampleInstallation(), name: "other-webhook" }]),
  }),
  "conditions-missing": () => ({ installations: known([exampleInstallation({ matchConditions: [] })]) }),
  "conditions-differ": () => ({
    installations: known([exampleInstallation({ matchConditions: [{ name: "opted-in", expression: "true" }] })]),
  }),
  "fails-open": () => ({ installations: known([exampleInstallation({ failurePolicy: "Ignore" })]) }),
  "settings-differ": () => ({
    installations: known([exampleInstallation({ sideEffects: "Unknown", reinvocationPolicy: "Never" })]),
  }),
  "no-replica": () => ({ replicas: known([]), served: [] }),
  "no-ready-replica": () => ({
    replicas: known([
      exampleReplica("a", { ready: false }, { reason: "the caBundle does not trust the serving certificate yet" }),
    ]),
  }),
  "one-replica-not-ready": () => ({
    replicas: known([exampleReplica("a"), exampleReplica("b", { ready: false, status: unknown("no answer") })]),
  }),
  "replicas-of-two-versions": () => ({
    replicas: known([exampleReplica("a"), exampleReplica("b", {}, { version: "1.3.0" })]),
  }),
  "replica-may-not-watch": () => ({
    replicas: known([
      exampleReplica("a", {}, { refused: [{ title: "LimitRanges", why: "limitranges is forbidden" }] }),
    ]),
  }),
  "certificate-trouble-from-the-start": () => {
    const trouble = "the Secret is somebody else's";
    const status = { reason: trouble, certificate: { mode: "self", pem: undefined, trouble } };
    return { replicas: known([exampleReplica("a", { ready: false }, status)]), served: [] };
  },
  "certificate-trouble": () => ({
    replicas: known([
      exampleReplica("a", {}, { certificate: { mode: "self", pem: "PEM", trouble: "the Secret is somebody else's" } }),
    ]),
  }),
};
