import { at, record, text } from "../../core/object-parts.ts";
import {
  readReplica,
  readReplicaStatus,
  type ReplicaFacts,
  type ReplicaStatus,
} from "../../core/doctor/facts/replica-facts.ts";
import { type InstallationFacts, readInstallation } from "../../core/doctor/facts/webhook-facts.ts";
import { type Known, known, orElse, unknown } from "../../core/live/known.ts";
import { OWN_LABEL } from "../../core/install/webhook-configuration.ts";
import { type ClusterCalls, whyNot } from "../live/cluster-calls.ts";
import { inParallel } from "../live/in-parallel.ts";

const CONFIGURATIONS = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
const SELECTOR = Object.entries(OWN_LABEL)
  .map(([key, value]) => `${key}=${value}`)
  .join(",");

const WIDTH = 4;
const STATUS_MS = 5_000;

export interface Installation {
  readonly installations: Known<readonly InstallationFacts[]>;
  readonly installNamespace: string | undefined;
  readonly replicas: Known<readonly ReplicaFacts[]>;
}

/** What is installed, where, and how its pods fare. `told`: the namespace that the operator names. */
export async function readInstalled(calls: ClusterCalls, told: string | undefined): Promise<Installation> {
  const installations = await calls.list(CONFIGURATIONS, readInstallation);
  const installNamespace = told ?? namespaceOfService(orElse(installations, [])) ?? (await namespaceOfPods(calls));
  return { installations, installNamespace, replicas: await readReplicas(calls, installNamespace) };
}

function namespaceOfService(installations: readonly InstallationFacts[]): string | undefined {
  const endpoints = installations.flatMap(({ webhooks }) => webhooks.map(({ endpoint }) => endpoint));
  const service = endpoints.find(({ t }) => t === "service");
  return service?.t === "service" ? service.namespace : undefined;
}

async function namespaceOfPods(calls: ClusterCalls): Promise<string | undefined> {
  const found = await calls.list("/api/v1/pods", readReplica, {
    query: { labelSelector: SELECTOR },
    metadataOnly: true,
  });
  return orElse(found, [])[0]?.namespace;
}

async function readReplicas(
  calls: ClusterCalls,
  namespace: string | undefined,
): Promise<Known<readonly ReplicaFacts[]>> {
  // Nothing in the cluster says that there should be any: it may run outside.
  if (namespace === undefined) return known([]);
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const pods = await calls.list(path, keepLiving, { query: { labelSelector: SELECTOR } });
  if (pods.t === "unknown") return pods;
  return known(
    await inParallel(pods.value, WIDTH, async (replica) => ({ ...replica, status: await askStatus(calls, replica) })),
  );
}

/** One that was told to go, or has ended, serves nobody any more. */
function keepLiving(pod: Readonly<Record<string, unknown>>) {
  const phase = at(pod, "status", "phase");
  const gone =
    text(at(pod, "metadata", "deletionTimestamp")) !== undefined || phase === "Succeeded" || phase === "Failed";
  return gone ? undefined : readReplica(pod);
}

async function askStatus(
  calls: ClusterCalls,
  { namespace, name, port }: Omit<ReplicaFacts, "status">,
): Promise<Known<ReplicaStatus>> {
  const path = `/api/v1/namespaces/${namespace}/pods/http:${name}:${port}/proxy/status`;
  const answer = await calls.call("GET", path, undefined, { deadlineMs: STATUS_MS });
  if (answer.t === "unknown") return answer;
  const status = readReplicaStatus(record(answer.value.document));
  return status === undefined ? unknown(whyNot(answer.value)) : known(status);
}
