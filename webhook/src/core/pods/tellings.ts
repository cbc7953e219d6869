import { keyOf, type PodNews } from "./pod-news.ts";

export interface Failure {
  /** The same word for the same cause, without the name of anything. */
  readonly cause: string;
  /** It says nothing of the namespace: the API server is away. */
  readonly away: boolean;
}

/** What was told of pods that are stuck, and whose turn is next. */
export interface Tellings {
  /**
   * What is left to tell of all that there is, in this order. A namespace that failed comes after those that did not, and
   * so does a pod in its namespace: whoever refuses holds up nobody else. Else namespaces take turns.
   */
  untold(all: readonly PodNews[]): readonly PodNews[];
  told(news: PodNews): void;
  /** Whether it is news that it fails there, and for this cause. */
  failed(news: PodNews, failure: Failure): boolean;
}

/** Failures in a row. */
interface Trouble {
  readonly count: number;
  readonly cause: string | undefined;
}

export function createTellings(): Tellings {
  const done = new Set<string>();
  const failures = new Map<string, number>();
  const troubles = new Map<string, Trouble>();
  let awayFor: string | undefined;
  return {
    untold(all) {
      const keys = new Set(all.map(keyOf));
      for (const known of [done, failures]) forgetOthers(known, keys);
      forgetOthers(troubles, new Set(all.map(({ pod }) => pod.namespace)));
      const turns = new Map<string, number>();
      return all
        .filter((news) => !done.has(keyOf(news)))
        .toSorted((a, b) => (failures.get(keyOf(a)) ?? 0) - (failures.get(keyOf(b)) ?? 0))
        .map((news) => {
          const { namespace } = news.pod;
          const turn = turns.get(namespace) ?? 0;
          turns.set(namespace, turn + 1);
          return { news, turn, failed: troubles.get(namespace)?.count ?? 0 };
        })
        .toSorted((a, b) => a.failed - b.failed || a.turn - b.turn)
        .map(({ news }) => news);
    },
    told(news) {
      done.add(keyOf(news));
      troubles.delete(news.pod.namespace);
      awayFor = undefined;
    },
    failed(news, { cause, away }) {
      const { namespace } = news.pod;
      const before = troubles.get(namespace);
      const isNews = cause !== (away ? awayFor : before?.cause);
      awayFor = away ? cause : undefined;
      failures.set(keyOf(news), (failures.get(keyOf(news)) ?? 0) + 1);
      troubles.set(namespace, { count: (before?.count ?? 0) + 1, cause: away ? before?.cause : cause });
      return isNews;
    },
  };
}

function forgetOthers(known: Map<string, unknown> | Set<string>, present: ReadonlySet<string>): void {
  for (const key of known.keys()) if (!present.has(key)) known.delete(key);
}
