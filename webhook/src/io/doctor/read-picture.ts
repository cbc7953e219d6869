import type { ClusterPicture } from "../../core/doctor/cluster-picture.ts";
import { rightsNeeded, rightsToAsk } from "../../core/doctor/facts/access-facts.ts";
import { readNode } from "../../core/doctor/facts/node-facts.ts";
import { readPod } from "../../core/live/pod-facts.ts";
import { readPolicy, readPolicyBinding } from "../../core/doctor/facts/policy-facts.ts";
import { REFUSAL_EVENTS, readRefusal } from "../../core/doctor/facts/refusal-facts.ts";
import { orElse } from "../../core/live/known.ts";
import { askAccess } from "./ask-access.ts";
import { askMonitors } from "./ask-monitors.ts";
import type { ClusterCalls } from "../live/cluster-calls.ts";
import { makeProbes } from "./make-probes.ts";
import type { Progress } from "../live/progress.ts";
import { readCertificates } from "./read-certificates.ts";
import { readFreeCommands } from "./read-free-commands.ts";
import { readGrants } from "./read-grants.ts";
import { readInstalled } from "./read-installation.ts";
import { readNamespaces } from "./read-namespaces.ts";
import { inScope } from "../live/in-scope.ts";
import { readWorkloads } from "./read-workloads.ts";

export interface PictureSettings {
  readonly server: string;
  readonly nowMs: number;
  /** The one namespace whose pods are looked at; undefined: all. */
  readonly scope: string | undefined;
  readonly installNamespace: string | undefined;
}

const ADMISSION = "/apis/admissionregistration.k8s.io/v1";

/** Reads all that the checks need. It never fails: what cannot be read is not known, and the picture says why. */
export async function readPicture(
  calls: ClusterCalls,
  { server, nowMs, scope, installNamespace: told }: PictureSettings,
  progress: Progress,
): Promise<ClusterPicture> {
  progress.say("reading what is installed");
  const installed = await readInstalled(calls, told);
  const [nodes, namespaces, policies, policyBindings] = await Promise.all([
    calls.list("/api/v1/nodes", readNode),
    readNamespaces(calls, scope),
    calls.list(`${ADMISSION}/validatingadmissionpolicies`, readPolicy),
    calls.list(`${ADMISSION}/validatingadmissionpolicybindings`, readPolicyBinding),
  ]);
  const pods = await calls.list(`/api/v1${inScope(scope)}/pods`, readPod, {
    onCount: (count) => progress.say(`reading pods, ${count} so far`),
  });
  const ours = orElse(pods, []);
  progress.say("reading workloads");
  const workloads = await readWorkloads(calls, scope);
  const refusals = await calls.list(`/api/v1${inScope(scope)}/events`, readRefusal, {
    query: { fieldSelector: REFUSAL_EVENTS },
  });
  progress.say("asking who may restart its pod");
  const needed = rightsNeeded(ours);
  const grants = await readGrants(calls, scope, needed);
  const asked = rightsToAsk(needed, orElse(grants.roles, []), orElse(grants.roleBindings, []));
  const access = await askAccess(calls, asked);
  progress.say("asking the webhook by dry run");
  const installations = orElse(installed.installations, []);
  const question = { pods: ours, namespaces: namespaces.t === "known" ? namespaces.value : undefined };
  const probes = await makeProbes(calls, { ...question, scope, ...installed });
  const certificates = await readCertificates(installations, installed.replicas, nowMs);
  progress.say("asking the monitors");
  const monitors = await askMonitors(calls, ours);
  const freeCommands = await readFreeCommands(calls, ours);
  progress.done();
  return {
    server,
    nodes,
    namespaces,
    ...installed,
    ...certificates,
    policies,
    policyBindings,
    ...grants,
    scope,
    pods,
    refusals,
    access,
    freeCommands,
    workloads: workloads.workloads,
    probes: probes.probes,
    workloadProbe: probes.workloadProbe,
    monitors: monitors.monitors,
    gaps: [...workloads.gaps, ...probes.gaps, ...monitors.gaps],
  };
}
