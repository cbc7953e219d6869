import { SECRET_LABEL, SECRET_LABEL_VALUE } from "../../core/refusal.ts";
import type { StoredSecret } from "../../core/secret-layout.ts";
import type { Answer } from "@mount-monitor/kube";
import type { ClusterAccess, WebhookConfiguration } from "../kube/cluster-access.ts";

/** Two objects in memory, with versions and watches; for tests. */
export interface FakeCluster extends ClusterAccess {
  secret: StoredSecret | undefined;
  webhooks: WebhookConfiguration | undefined;
  /** While set, every call ends with this. */
  outage: string | undefined;
  changed(): void;
}

export function createFakeCluster(names: readonly string[]): FakeCluster {
  let version = 0;
  const next = () => String(++version);
  const watchers = new Set<() => void>();
  const answer = <T>(value: () => T | "conflict"): Promise<Answer<T>> => {
    if (cluster.outage !== undefined)
      return Promise.resolve({ ok: false, reason: "unreachable", message: cluster.outage });
    const result = value();
    return Promise.resolve(
      result === "conflict"
        ? { ok: false, reason: "conflict", message: "it has changed" }
        : { ok: true, value: result, serverMs: Date.now() },
    );
  };
  const watch = (onChange: () => void) => {
    watchers.add(onChange);
    return { close: () => void watchers.delete(onChange) };
  };
  const cluster: FakeCluster = {
    secret: undefined,
    webhooks: { resourceVersion: next(), webhooks: names.map((name) => ({ name })) },
    outage: undefined,
    changed: () => watchers.forEach((watcher) => watcher()),
    getSecret: () => answer(() => cluster.secret),
    createSecret: () =>
      answer(() => {
        cluster.secret ??= { resourceVersion: next(), labels: { [SECRET_LABEL]: SECRET_LABEL_VALUE }, data: {} };
        return undefined;
      }),
    updateSecret: (resourceVersion, key, value) =>
      answer(() => {
        if (cluster.secret?.resourceVersion !== resourceVersion) return "conflict";
        cluster.secret = { ...cluster.secret, resourceVersion: next(), data: { [key]: value } };
        return undefined;
      }),
    getWebhooks: () => answer(() => cluster.webhooks),
    patchWebhooks: ({ resourceVersion }, ours, caBundle) =>
      answer(() => {
        if (cluster.webhooks?.resourceVersion !== resourceVersion) return "conflict";
        const webhooks = cluster.webhooks.webhooks.map((one) => (ours.includes(one.name) ? { ...one, caBundle } : one));
        cluster.webhooks = { resourceVersion: next(), webhooks };
        return undefined;
      }),
    watchSecret: watch,
    watchWebhooks: watch,
  };
  return cluster;
}
