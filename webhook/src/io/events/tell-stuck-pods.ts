import { type Answer, type ApiConnection, ask, type Found, type WatchLog } from "@mount-monitor/kube";
import { stuckEvent } from "../../core/pods/stuck-event.ts";
import { newsOf, type PodNews } from "../../core/pods/pod-news.ts";
import { createTellings, type Failure } from "../../core/pods/tellings.ts";
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

/** Writes an event on each injected pod that does not get on, and again while that lasts, until it is closed. */
export function tellStuckPods(
  connection: ApiConnection,
  cluster: Pick<Cluster, "pods" | "isNodeReady" | "isTerminating">,
  { log, now = Date.now, lookMs = LOOK_MS }: TellingTools,
): { close(): void } {
  const closing = new AbortController();
  const { signal } = closing;
  const tellings = createTellings();

  const findAll = (): PodNews[] =>
    [...cluster.pods.values()].flatMap((pod) => {
      const news = newsOf(pod, (node) => cluster.isNodeReady(node), now());
      // Nothing can be made in a namespace that goes.
      return news === undefined || cluster.isTerminating(pod.namespace) ? [] : [news];
    });
  const write = (news: PodNews) => {
    const { namespace, name } = news.pod;
    const path = `/api/v1/namespaces/${namespace}/events`;
    const body = stuckEvent(news, now());
    return ask(connection, { method: "POST", path, body, signal }, `write an event on pod ${namespace}/${name}`);
  };
  const look = async () => {
    const refusing = new Set<string>();
    let calls = 0;
    for (const news of tellings.untold(findAll())) {
      const { namespace, name } = news.pod;
      if (refusing.has(namespace)) continue;
      if (++calls > MOST_AT_ONCE) return;
      const answer = await write(news);
      if (signal.aborted) return;
      const failure = failureIn(answer);
      if (failure === undefined) {
        tellings.told(news);
        if (answer.ok)
          log.warn({ pod: `${namespace}/${name}`, reason: news.stuck.reason }, "an injected pod does not get on");
        continue;
      }
      if (tellings.failed(news, failure))
        log.warn({ namespace, reason: answer.ok ? "" : answer.message }, "failed to write an event on a pod");
      if (failure.away) return;
      refusing.add(namespace);
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

/** A conflict is none: another replica was faster, or we ourselves before a restart. */
function failureIn(answer: Answer<Found>): Failure | undefined {
  if (answer.ok || answer.reason === "conflict") return undefined;
  // A webhook that reviews events of some namespaces, and is broken, makes the API server answer with 500.
  const away = answer.reason === "unreachable" && answer.status !== 500;
  return { cause: `${answer.reason} ${answer.status}`, away };
}
