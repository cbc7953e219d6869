import type { AccessFacts } from "./facts/access-facts.ts";
import type { BundleFacts, SeenCertificate } from "./facts/certificate-facts.ts";
import type { RoleBindingFacts, RoleFacts } from "./facts/grant-facts.ts";
import type { MonitorReport } from "./facts/monitor-report.ts";
import type { NamespaceFacts } from "./facts/namespace-facts.ts";
import type { NodeFacts } from "./facts/node-facts.ts";
import type { PodFacts } from "../live/pod-facts.ts";
import type { PolicyBindingFacts, PolicyFacts } from "./facts/policy-facts.ts";
import type { RefusalFacts } from "./facts/refusal-facts.ts";
import type { ReplicaFacts } from "./facts/replica-facts.ts";
import type { InstallationFacts } from "./facts/webhook-facts.ts";
import type { WorkloadFacts } from "../live/workload-facts.ts";
import type { Known } from "../live/known.ts";
import type { ProbeFacts } from "./probe/probe-facts.ts";
import type { ProbeAnswer } from "./probe/read-answer.ts";

/** Something that was not looked at, and why. */
export interface Gap {
  readonly what: string;
  readonly why: string;
}

/** All that was read from a cluster, each part known or why it is not. What is found out comes from this alone. */
export interface ClusterPicture {
  /** `v1.36.3`, as the server says it. */
  readonly server: string;
  readonly nodes: Known<readonly NodeFacts[]>;
  readonly namespaces: Known<readonly NamespaceFacts[]>;
  readonly installations: Known<readonly InstallationFacts[]>;
  /** Where the webhook runs; undefined where nothing tells. */
  readonly installNamespace: string | undefined;
  readonly replicas: Known<readonly ReplicaFacts[]>;
  readonly bundles: readonly BundleFacts[];
  readonly served: readonly SeenCertificate[];
  readonly policies: Known<readonly PolicyFacts[]>;
  readonly policyBindings: Known<readonly PolicyBindingFacts[]>;
  readonly roles: Known<readonly RoleFacts[]>;
  readonly roleBindings: Known<readonly RoleBindingFacts[]>;
  /** Looked at in this namespace alone; undefined: in all. */
  readonly scope: string | undefined;
  readonly pods: Known<readonly PodFacts[]>;
  readonly workloads: Known<readonly WorkloadFacts[]>;
  /** Pods that were never made, since the webhook refused them. */
  readonly refusals: Known<readonly RefusalFacts[]>;
  readonly probes: readonly ProbeFacts[];
  readonly workloadProbe: { readonly namespace: string; readonly answer: ProbeAnswer } | undefined;
  readonly access: readonly AccessFacts[];
  /** By `namespace/name` of the pod; those that were not asked are not there. */
  readonly monitors: ReadonlyMap<string, Known<MonitorReport>>;
  /** What helps against a mount that holds a pod, by `namespace/name`, from its events. */
  readonly freeCommands: ReadonlyMap<string, string>;
  /** What else was not looked at. */
  readonly gaps: readonly Gap[];
}
