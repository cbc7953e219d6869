import type { TestCase } from "./test-case.ts";
import { watchCollection } from "@mount-monitor/kube";
import { until } from "../../control-plane/support/until.ts";
import { apiConnection } from "./api.ts";
import { REPLACED_LIMIT_MS } from "./limits.ts";
import { type KubeEvent, type Pod, sentence } from "./objects.ts";

/** What happens in a namespace, as it happens. */
export interface Journal {
  pods(): readonly Pod[];
  events(): readonly KubeEvent[];
  /** Waits for a pod that is as wanted; rejects with what pods there are. */
  untilPod(what: string, limitMs: number, wanted: (pod: Pod) => boolean): Promise<Pod>;
  untilEvent(what: string, limitMs: number, wanted: (event: KubeEvent) => boolean): Promise<KubeEvent>;
  untilNoPods(limitMs: number): Promise<void>;
  /** For so long the pod is there; rejects when it goes. */
  stays(pod: Pod, forMs: number): Promise<void>;
  /** Until this pod is the only one: all others are gone, and not stuck. */
  untilNoOther(pod: Pod): Promise<void>;
}

const log = { info: () => {}, warn: () => {} };

export function openJournal(t: TestCase, namespace: string): Journal {
  const follow = <T>(title: string) => {
    const path = `/api/v1/namespaces/${namespace}/${title}`;
    const watch = watchCollection<T>(apiConnection(), { title, path, read: (object) => object as T }, { log });
    t.after(() => watch.close());
    return () => [...watch.objects.values()];
  };
  const pods = follow<Pod>("pods");
  const events = follow<KubeEvent>("events");
  const explain = () => `Pods:\n${pods().map(sentence).join("\n")}\nEvents:\n${events().map(line).join("\n")}`;
  return {
    pods,
    events,
    untilPod: (what, limitMs, wanted) => until(what, limitMs, () => pods().find(wanted), explain),
    untilEvent: (what, limitMs, wanted) => until(what, limitMs, () => events().find(wanted), explain),
    async untilNoPods(limitMs) {
      await until("no pods", limitMs, () => pods().length === 0, explain);
    },
    async stays({ metadata }, forMs) {
      const untilMs = performance.now() + forMs;
      await until(`${metadata.name} to stay`, 2 * forMs, () => {
        if (!pods().some((pod) => pod.metadata.uid === metadata.uid)) throw new Error(`${metadata.name} is gone`);
        return performance.now() > untilMs;
      });
    },
    async untilNoOther({ metadata }) {
      const gone = () => pods().every((pod) => pod.metadata.uid === metadata.uid);
      await until(`no pod but ${metadata.name}`, REPLACED_LIMIT_MS, gone, explain);
    },
  };
}

function line({ type, reason, involvedObject, message, count = 1 }: KubeEvent): string {
  return `${type} ${reason} ${involvedObject.kind}/${involvedObject.name}${count > 1 ? ` (${count})` : ""}: ${message}`;
}
