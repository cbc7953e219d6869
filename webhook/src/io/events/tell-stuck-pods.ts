import { type ApiConnection, ask, type WatchLog } from "@mount-monitor/kube";
import { stuckEvent } from "../../core/pods/stuck-event.ts";
import { findStuck } from "../../core/pods/stuck-pod.ts";
import type { Cluster } from "../cluster/cluster.ts";

/** None of this is urgent: it has lasted for minutes already. */
const LOOK_MS = 30_000;
/** One server that is gone may stop very many pods; the others are told of a little later. */
const MOST_AT_ONCE = 50;

export interface TellingTools {
  readonly log: WatchLog;
  readonly now?: () => number;
  readonly lookMs?: number;
}

/** Writes an event on each injected pod that does not get on, once, until it is closed. */
export function tellStuckPods(
  connection: ApiConnection,
  cluster: Pick<Cluster, "pods" | "isNodeReady" | "isTerminating">,
  { log, now = Date.now, lookMs = LOOK_MS }: TellingTools,
): { close(): void } {
  const closing = new AbortController();
  const { signal } = closing;
  const told = new Set<string>();
  let trouble: string | undefined;

  const look = async () => {
    const stuck = [...cluster.pods.values()].flatMap((pod) => {
      const found = findStuck(pod, (node) => cluster.isNodeReady(node), now());
      return found === undefined ? [] : [{ pod, stuck: found, key: `${pod.uid} ${found.reason}` }];
    });
    const present = new Set(stuck.map(({ key }) => key));
    for (const key of told) if (!present.has(key)) told.delete(key);
    // Nothing can be made in a namespace that goes.
    const news = stuck.filter(({ pod, key }) => !told.has(key) && !cluster.isTerminating(pod.namespace));
    for (const { pod, stuck: found, key } of news.slice(0, MOST_AT_ONCE)) {
      const { namespace, name } = pod;
      const path = `/api/v1/namespaces/${namespace}/events`;
      const body = stuckEvent(pod, found, now());
      const purpose = `write an event on pod ${namespace}/${name}`;
      const answer = await ask(connection, { method: "POST", path, body, signal }, purpose);
      if (signal.aborted) return;
      // A conflict: another replica was faster, or we ourselves before a restart.
      if (answer.ok || answer.reason === "conflict") {
        told.add(key);
        trouble = undefined;
        if (answer.ok)
          log.warn({ pod: `${namespace}/${name}`, reason: found.reason }, "an injected pod does not get on");
        continue;
      }
      if (answer.message !== trouble) log.warn({ reason: answer.message }, "failed to write an event on a pod");
      trouble = answer.message;
    }
  };
  const run = async () => {
    await look();
    if (!signal.aborted) again();
  };
  let timer: NodeJS.Timeout | undefined;
  const again = () => {
    timer = setTimeout(() => void run(), lookMs);
    timer.unref();
  };
  again();
  return {
    close() {
      closing.abort();
      clearTimeout(timer);
    },
  };
}
