import type { ClusterPicture } from "../cluster-picture.ts";
import { DEFAULT_NAMES } from "../../install/install-names.ts";
import type { MonitorReport } from "../facts/monitor-report.ts";
import type { PolicyBindingFacts, PolicyFacts } from "../facts/policy-facts.ts";
import { known, type Known, unknown } from "../../live/known.ts";
import { ourPolicies } from "../our-policies.ts";
import type { Case } from "./cases.ts";
import { exampleReplica, GRANTS, injectedPod, node, statusOf } from "./example-picture.ts";

const ours = ourPolicies(DEFAULT_NAMES);
const [restart] = ours;

const policies = (change: Partial<PolicyFacts>): Pick<ClusterPicture, "policies"> => ({
  policies: known(
    ours.map(({ name, spec }) => ({
      name,
      failurePolicy: "Fail",
      typeWarnings: [],
      spec,
      ...(name === restart.name ? change : {}),
    })),
  ),
});
const binding = (change: Partial<PolicyBindingFacts>): Pick<ClusterPicture, "policyBindings"> => ({
  policyBindings: known(
    ours.map(({ name }) => ({
      name,
      policy: name,
      actions: ["Deny"],
      narrowed: false,
      ...(name === restart.name ? change : {}),
    })),
  ),
});
const noGrants = { roles: known([]), roleBindings: known([]) };
const mayDelete = (pod: string, allowed: Known<boolean>) =>
  ({ namespace: "media", account: "default", pod, verb: "delete", allowed }) as const;
const saying = (report: Partial<MonitorReport>): Known<MonitorReport> =>
  known({ failing: [], selfTest: undefined, held: undefined, ...report });
const NOT_TRIED = { ...GRANTS, inForce: false, known: false, why: "whether the policy is in force is being tried" };
const refused = { ok: false, message: "pods is forbidden" };

export const GRANT_CASES: Readonly<Record<string, Case>> = {
  "policy-missing": () => ({ policies: known([]), policyBindings: known([]), ...noGrants }),
  "policy-missing-and-grants-left": () => ({ policies: known([]), policyBindings: known([]) }),
  "policy-by-another-name": () => ({
    ...policies({ name: "our-restarts" }),
    ...binding({ name: "our-restarts", policy: "our-restarts" }),
  }),
  "policy-binding-missing": () => binding({ policy: "other" }),
  "policy-audits-alone": () => binding({ actions: ["Audit", "Warn"] }),
  "policy-narrowed": () => binding({ narrowed: true }),
  "policy-fails-open": () => policies({ failurePolicy: "Ignore", spec: { ...restart.spec, failurePolicy: "Ignore" } }),
  "policy-differs": () => policies({ spec: { ...restart.spec, validations: [{ expression: "true" }] } }),
  "policy-type-warnings": () => policies({ typeWarnings: ["spec.validations[0].expression: ERROR: undefined field"] }),
  "policy-not-in-force": () => ({
    ...noGrants,
    replicas: known([
      exampleReplica("a", {}, { grants: { ...GRANTS, inForce: false, why: "the dry-run DELETE was allowed" } }),
    ]),
  }),
  "policy-not-tried-without-a-pod": () => ({
    ...noGrants,
    pods: known([]),
    replicas: known([exampleReplica("a", {}, { grants: { ...NOT_TRIED, pods: 0 } })]),
  }),
  "policy-not-tried-yet": () => ({
    replicas: known(["a", "b"].map((suffix) => exampleReplica(suffix, {}, { grants: NOT_TRIED }))),
  }),
  "grants-failing": () => ({
    replicas: known([
      exampleReplica(
        "a",
        {},
        {
          grants: {
            ...GRANTS,
            failures: 3,
            pending: 1,
            troubles: ["media/mount-monitor:default: failed to create Role"],
          },
        },
      ),
    ]),
  }),
  "grants-failing-without-a-word": () => ({
    replicas: known([exampleReplica("a", {}, { grants: { ...GRANTS, failures: 3, pending: 2 } })]),
  }),
  "grants-failed-once": () => ({
    replicas: known([exampleReplica("a", {}, { grants: { ...GRANTS, failures: 3, pending: 0 } })]),
  }),
  "grants-manual": () => ({
    replicas: known([exampleReplica("a", {}, { grants: { ...GRANTS, mode: "manual", inForce: false } })]),
    policies: known([]),
    policyBindings: known([]),
    ...noGrants,
    access: [mayDelete("plex-5d8f-1", known(true)), mayDelete("plex-5d8f-2", known(true))],
  }),
  "foreign-role": () => ({
    roles: known([{ namespace: "media", name: "mount-monitor:default", ours: false, deletes: [], evicts: [] }]),
    replicas: known([
      exampleReplica(
        "a",
        {},
        { grants: { ...GRANTS, foreign: ["media/mount-monitor:default", "films/mount-monitor:x"] } },
      ),
    ]),
    access: [mayDelete("plex-5d8f-1", known(false)), mayDelete("plex-5d8f-2", known(false))],
  }),
  "one-pod-may-not": () => ({
    access: [mayDelete("plex-5d8f-1", known(true)), mayDelete("plex-5d8f-2", known(false))],
  }),
  "nobody-says-who-may": () => ({
    access: [
      mayDelete("plex-5d8f-1", unknown("subjectaccessreviews is forbidden")),
      mayDelete("plex-5d8f-2", unknown("subjectaccessreviews is forbidden")),
    ],
  }),
  "monitors-say-who-may": () => ({
    access: [mayDelete("plex-5d8f-1", unknown("subjectaccessreviews is forbidden"))],
    monitors: new Map([["media/plex-5d8f-1", saying({ selfTest: { ok: true, message: "" } })]]),
  }),
  "self-test-failed": () => ({
    access: [mayDelete("plex-5d8f-2", known(false))],
    monitors: new Map([
      ["media/plex-5d8f-1", saying({ selfTest: refused })],
      ["media/plex-5d8f-2", saying({ selfTest: refused })],
    ]),
  }),
  "never-restarted": () => ({
    pods: known([
      injectedPod(
        "alone",
        {
          annotations: { "mount-monitor.io/status": statusOf(["injected", "no-controller"]) },
          metadata: { ownerReferences: [] },
        },
        { watchdog: { action: "none" } },
      ),
    ]),
  }),
  "never-restarted-on-purpose": () => ({ pods: known([injectedPod("calm", {}, { watchdog: { action: "none" } })]) }),
  "in-place-on-old-nodes": () => ({
    nodes: known([node("node-1"), node("node-2", "1.35.1")]),
    pods: known([
      injectedPod("a", {
        annotations: { "mount-monitor.io/status": statusOf(["injected", "in-place-unsupported"]) },
      }),
      injectedPod("b", { spec: { nodeName: "node-2" } }, { watchdog: { action: "in-place" } }),
    ]),
    access: [mayDelete("a", known(true))],
  }),
  "in-place-on-old-server": () => ({
    server: "v1.35 (emulated by v1.36.3)",
    pods: known([
      injectedPod("plex-5d8f-1", {
        annotations: { "mount-monitor.io/status": statusOf(["injected", "in-place-unsupported"]) },
      }),
    ]),
  }),
  "in-place-by-now": () => ({
    pods: known([
      injectedPod("plex-5d8f-1", {
        annotations: { "mount-monitor.io/status": statusOf(["injected", "in-place-unsupported"]) },
      }),
    ]),
  }),
};
