import { parseTime } from "@mount-monitor/contract";
import {
  type ApiConnection,
  type Change,
  type Collection,
  type CollectionWatch,
  watchCollection,
  type WatchState,
} from "@mount-monitor/kube";
import { type ClusterFacts, formatVersion, type KubernetesVersion } from "../../core/cluster-facts.ts";
import { type ByNamespace, createByNamespace } from "../../core/cluster/by-namespace.ts";
import { foldFacts } from "../../core/cluster/fold-facts.ts";
import { oldestVersion } from "../../core/cluster/read-node.ts";
import { createRestartMemory } from "../../core/cluster/restart-memory.ts";
import type { InjectedPod } from "../../core/pods/injected-pod.ts";
import type { Cluster, ClusterTools, WatchStatus } from "./cluster.ts";
import {
  BARE_PODS,
  CLAIMS,
  INJECTED_PODS,
  LIMIT_RANGES,
  NAMESPACES,
  NODES,
  QUOTAS,
  restartEvents,
} from "./collections.ts";
import { followServerVersion } from "./server-version.ts";

export type { Cluster, ClusterTools, ClusterVersions, WatchStatus } from "./cluster.ts";

/** Restarts that became too old are of no harm: a monitor looks at their times, too. */
const FORGET_INTERVAL_MS = 10 * 60_000;
/** A review may name any namespace, also one that does not exist. */
const MAX_CACHED_NAMESPACES = 4_096;

/** Begins to follow what decisions depend on. Nothing of it is waited for: until it is there, it is not known. */
export function openCluster(connection: ApiConnection, { log, now = Date.now, pace = {} }: ClusterTools): Cluster {
  const facts = new Map<string, ClusterFacts>();
  const podCallbacks: ((changes: readonly Change<InjectedPod>[]) => void)[] = [];
  const restarts = createRestartMemory();
  const watches: CollectionWatch<unknown>[] = [];
  let oldestKubelet: KubernetesVersion | undefined;

  const follow = <T>(collection: Collection<T>, onChange: (changes: readonly Change<T>[]) => void) => {
    let interrupted = false;
    const onState = ({ t }: WatchState) => {
      // Whoever comes back may be another one.
      if (t === "current" && interrupted) server.refresh();
      interrupted = t !== "current";
    };
    const watch = watchCollection(connection, collection, { log, onChange, onState, pace });
    watches.push(watch);
    return watch;
  };
  const followByNamespace = <T>(collection: Collection<T>): ByNamespace<T> => {
    const index = createByNamespace<T>();
    follow(collection, (changes) => {
      for (const { key, after } of changes) facts.delete(index.put(key, after));
    });
    return index;
  };

  const server = followServerVersion(connection, () => facts.clear(), pace);
  const namespaces = follow(NAMESPACES, (changes) => {
    for (const { key, after } of changes) {
      facts.delete(key);
      if (after === undefined) restarts.forgetNamespace(key);
    }
  });
  const nodes = follow(NODES, () => {
    const oldest = oldestVersion([...nodes.objects.values()].flatMap(({ version }) => version ?? []));
    // Nodes come and go; mostly that changes nothing.
    if (formatVersion(oldest) !== formatVersion(oldestKubelet)) facts.clear();
    oldestKubelet = oldest;
  });
  const limits = followByNamespace(LIMIT_RANGES);
  const quotas = followByNamespace(QUOTAS);
  const claims = followByNamespace(CLAIMS);
  const events = restartEvents((restart) => {
    const pod = pods.objects.get(`${restart.namespace}/${restart.pod}`);
    const createdMs = parseTime(pod?.creationTimestamp ?? "");
    // One that was created later has only the same name.
    const known = createdMs === undefined || createdMs > restart.atMs ? restart : { ...restart, createdMs };
    if (restarts.note(known, now())) facts.delete(restart.namespace);
  });
  const eventWatch = follow(events, () => {});
  const pods = follow(INJECTED_PODS, (changes) => {
    for (const callback of podCallbacks) {
      try {
        callback(changes);
      } catch (error) {
        log.warn({ error: String(error) }, "failed to pass on changes of pods; this is a bug");
      }
    }
  });
  const barePods = follow(BARE_PODS, () => {});
  const forgetting = setInterval(() => {
    for (const namespace of restarts.forgetOld(now())) facts.delete(namespace);
  }, FORGET_INTERVAL_MS);
  forgetting.unref();

  const fold = (namespace: string): ClusterFacts =>
    foldFacts({
      serverVersion: server.current(),
      oldestKubelet,
      annotations: namespaces.objects.get(namespace)?.annotations ?? {},
      containerLimits: limits.of(namespace).values(),
      quotaResources: quotas.of(namespace).values(),
      accessModes: claims.of(namespace),
      recentRestarts: restarts.of(namespace, now()),
    });
  const status = (): WatchStatus[] => [
    { title: "server version", state: server.state(), objects: server.current() === undefined ? 0 : 1, lists: 0 },
    ...watches.map((watch) => ({
      title: watch.title,
      state: watch.state(),
      objects: watch === eventWatch ? restarts.size() : watch.objects.size,
      lists: watch.lists(),
    })),
  ];
  return {
    facts(namespace) {
      const known = facts.get(namespace);
      if (known !== undefined) return known;
      if (facts.size >= MAX_CACHED_NAMESPACES) facts.clear();
      const folded = fold(namespace);
      facts.set(namespace, folded);
      return folded;
    },
    versions: () => ({ server: server.current(), oldestKubelet }),
    pods: pods.objects,
    barePods: barePods.objects,
    recentRestarts: () => restarts.recent(now()),
    onPods: (callback) => void podCallbacks.push(callback),
    isNodeReady: (name) => nodes.objects.get(name)?.ready,
    isTerminating: (namespace) => namespaces.objects.get(namespace)?.terminating === true,
    starting() {
      const waiting = status().filter(({ state, title }) => state.t === "starting" && title !== barePods.title);
      return waiting.length === 0 ? undefined : `not yet known: ${waiting.map(({ title }) => title).join(", ")}`;
    },
    status,
    close() {
      clearInterval(forgetting);
      server.close();
      for (const watch of watches) watch.close();
    },
  };
}
