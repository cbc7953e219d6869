import type { ClusterPicture, Gap } from "../../core/doctor/cluster-picture.ts";
import type { ReplicaFacts } from "../../core/doctor/facts/replica-facts.ts";
import type { InstallationFacts } from "../../core/doctor/facts/webhook-facts.ts";
import { type Known, orElse } from "../../core/live/known.ts";
import { planProbes, type ProbeGroup, type ProbeQuestion } from "../../core/doctor/probe/plan-probes.ts";
import type { ProbeFacts } from "../../core/doctor/probe/probe-facts.ts";
import { probeDeployment, probePod } from "../../core/doctor/probe/probe-objects.ts";
import { type ProbeAnswer, readProbeAnswer } from "../../core/doctor/probe/read-answer.ts";
import { PODS_WEBHOOK } from "../../core/install/webhook-configuration.ts";
import type { ClusterCalls } from "../live/cluster-calls.ts";
import { inParallel } from "../live/in-parallel.ts";

const WIDTH = 4;

/** Namespaces of a group in which it is tried, where something else than the webhook stops it. */
const TRIES = 3;

/** Longer than the API server waits for any webhook. */
const DEADLINE_MS = 35_000;

/** Never pulled: nothing but dry runs has it. */
const NO_IMAGE = "mount-monitor-doctor";

export interface ProbeSettings extends Omit<ProbeQuestion, "selectors"> {
  readonly installations: Known<readonly InstallationFacts[]>;
  readonly replicas: Known<readonly ReplicaFacts[]>;
}

export interface Probes {
  readonly probes: readonly ProbeFacts[];
  readonly workloadProbe: ClusterPicture["workloadProbe"];
  readonly gaps: readonly Gap[];
}

/** Asks the webhook about pods and about a workload, as the API server asks it. */
export async function makeProbes(
  calls: ClusterCalls,
  { pods, namespaces, scope, installations, replicas }: ProbeSettings,
): Promise<Probes> {
  // Without a webhook there is nobody to ask.
  if (installations.t === "known" && installations.value.length === 0) {
    return { probes: [], workloadProbe: undefined, gaps: [] };
  }
  const selectors = orElse(installations, []).flatMap(({ webhooks }) =>
    webhooks.filter(({ name }) => name === PODS_WEBHOOK).map(({ namespaceSelector }) => namespaceSelector),
  );
  const { groups, left } = planProbes({ pods, namespaces, selectors, scope });
  // One that runs there already passes whatever rules there are about images.
  const imageFor = (namespace: string) =>
    pods.find((pod) => pod.namespace === namespace && pod.image !== undefined)?.image ??
    orElse(replicas, [])[0]?.image ??
    NO_IMAGE;
  const probes = await probePods(calls, groups, imageFor);
  const best = probes.find(({ answer }) => answer.t === "injected") ?? probes[0];
  if (best === undefined) return { probes, workloadProbe: undefined, gaps: [] };
  const { namespace } = best;
  const answer = await probeWorkload(calls, namespace, imageFor(namespace));
  const gaps = left.map((name) => ({
    what: `whether pods in ${name} are out of date`,
    why: "there are too many kinds of Namespaces",
  }));
  return { probes, workloadProbe: { namespace, answer }, gaps };
}

/** One pod by dry run for each group of namespaces. `imageFor` knows an image that is allowed there. */
function probePods(
  calls: ClusterCalls,
  groups: readonly ProbeGroup[],
  imageFor: (namespace: string) => string,
): Promise<readonly ProbeFacts[]> {
  return inParallel(groups, WIDTH, async ({ namespaces }) => {
    let last: ProbeFacts | undefined;
    for (const namespace of namespaces.slice(0, TRIES)) {
      const path = `/api/v1/namespaces/${namespace}/pods?dryRun=All`;
      const answer = await create(calls, path, probePod(imageFor(namespace)), "pod");
      last ??= { namespace, namespaces, answer };
      if (answer.t === "stopped" || answer.t === "not-asked") continue;
      last = { namespace, namespaces, answer };
      break;
    }
    return last ?? { namespace: "", namespaces, answer: { t: "not-asked", message: "there is no namespace" } };
  });
}

/** A Deployment by dry run. */
function probeWorkload(calls: ClusterCalls, namespace: string, image: string): Promise<ProbeAnswer> {
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments?dryRun=All`;
  return create(calls, path, probeDeployment(image), "workload");
}

async function create(
  calls: ClusterCalls,
  path: string,
  body: unknown,
  kind: "pod" | "workload",
): Promise<ProbeAnswer> {
  const answer = await calls.call("POST", path, body, { deadlineMs: DEADLINE_MS });
  return answer.t === "unknown" ? { t: "not-asked", message: answer.why } : readProbeAnswer(answer.value, kind);
}
