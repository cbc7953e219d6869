import { parseKubernetesVersion } from "../../core/cluster-facts.ts";
import { oldestVersion, readKubeletVersion } from "../../core/cluster/read-node.ts";
import type { InjectorConfig } from "../../core/injector-config.ts";
import type { Target } from "../../core/live/target.ts";
import type { RawObject } from "../../core/raw-object.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { offlineFacts } from "../offline/offline-facts.ts";
import type { PlannedManifest } from "../offline/plan-manifests.ts";
import { planObject } from "../offline/plan-object.ts";
import type { ClusterCalls } from "./cluster-calls.ts";
import { inParallel } from "./in-parallel.ts";
import { readTarget } from "./read-target.ts";

export interface PlannedLive {
  readonly manifests: readonly PlannedManifest[];
  /** What is not there, or cannot be read. */
  readonly failures: readonly string[];
  /** What would count for the decision and could not be read. */
  readonly gaps: readonly string[];
}

export interface LiveQuestion {
  readonly namespace: string;
  readonly targets: readonly Target[];
  readonly config: InjectorConfig;
  /** `v1.36.3` */
  readonly server: string;
}

const WIDTH = 4;

/** What the webhook would decide about objects of a cluster, by what the cluster has beside them. */
export async function planLive(
  calls: ClusterCalls,
  { namespace, targets, config, server }: LiveQuestion,
): Promise<PlannedLive> {
  const gaps: string[] = [];
  const list = async (path: string, kind: string): Promise<readonly RawObject[]> => {
    // Items of a list do not say of what kind they are.
    const found = await calls.list(path, (object) => ({ ...object, kind }));
    if (found.t === "known") return found.value;
    gaps.push(`${kind}s are not known: ${found.why}`);
    return [];
  };
  const inNamespace = `/api/v1/namespaces/${namespace}`;
  const [self, limits, quotas, claims, nodes] = await Promise.all([
    calls.get(inNamespace),
    list(`${inNamespace}/limitranges`, "LimitRange"),
    list(`${inNamespace}/resourcequotas`, "ResourceQuota"),
    list(`${inNamespace}/persistentvolumeclaims`, "PersistentVolumeClaim"),
    list("/api/v1/nodes", "Node"),
  ]);
  if (self.t === "unknown") gaps.push(`annotations of Namespace ${namespace} are not known: ${self.why}`);
  const kubelet = oldestVersion(nodes.flatMap((node) => readKubeletVersion(node) ?? []));
  const around = [...(self.t === "known" && self.value ? [self.value] : []), ...limits, ...quotas, ...claims];
  const facts = offlineFacts(around, namespace, kubelet ?? parseKubernetesVersion(server));
  const found = await inParallel(targets, WIDTH, (target) => readTarget(calls, namespace, target));
  const failures = found.flatMap((read) => (read.t === "found" ? [] : [read.failure]));
  const manifests = found.flatMap((read) => (read.t === "found" ? [manifestOf(read.object)] : []));
  return {
    failures,
    gaps,
    manifests: manifests.map((manifest) => ({
      manifest,
      objects: manifest.objects.map((item) => ({
        ...item,
        plan: planObject(item.object, { namespace, config, facts }),
      })),
    })),
  };
}

function manifestOf(value: RawObject): Manifest {
  const objects = [{ object: value, path: [], line: undefined }];
  return { source: "the cluster", number: 0, text: "", format: "json", value, document: undefined, objects };
}
