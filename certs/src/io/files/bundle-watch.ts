import type { Readiness } from "../../core/readiness.ts";
import { createAlarmClock } from "../alarm-clock.ts";
import type { CertificateLog, ServingPair } from "../certificate-source.ts";
import type { WebhooksAccess } from "../kube/cluster-access.ts";
import { bundleTrusts } from "../x509/read-bundle.ts";

/** Follows the live `caBundle`, and never writes it: in these modes it belongs to somebody else. */
export interface BundleWatch {
  /** Whether the API server can be expected to take the pair. */
  readinessOf(pair: ServingPair, nowMs: number): Readiness;
  /** Looks that failed since the start. */
  failures(): number;
  close(): void;
}

export interface BundleWatchSettings {
  readonly webhookConfiguration: string;
  /** Our webhooks in it. */
  readonly webhookNames: readonly string[];
  /**
   * Each of our webhooks has to have a `caBundle`. Otherwise, where there is none the API server goes by its own CAs,
   * and where it may not be read somebody else sees to it: the pair is then taken for trusted.
   */
  readonly required: boolean;
  /** How often to look where nothing calls for it: a watch may miss changes. Default 60 s. */
  readonly pollMs?: number;
}

type Seen =
  | { readonly t: "nothing"; readonly why?: string }
  /** There is none, or we may not read it. */
  | { readonly t: "hidden"; readonly why: string }
  | { readonly t: "bundles"; readonly byName: ReadonlyMap<string, string> };

const DEFAULT_POLL_MS = 60_000;
/** After a look that failed. */
const RETRY_MS = 5_000;

export function watchBundle(
  access: Pick<WebhooksAccess, "getWebhooks" | "watchWebhooks">,
  { webhookConfiguration, webhookNames, required, pollMs = DEFAULT_POLL_MS }: BundleWatchSettings,
  log: CertificateLog,
): BundleWatch {
  const title = `MutatingWebhookConfiguration ${webhookConfiguration}`;
  const alarm = createAlarmClock();
  let seen: Seen = { t: "nothing" };
  let trouble: string | undefined;
  let failures = 0;
  let closed = false;

  const say = (why: string | undefined) => {
    if (why === trouble) return;
    if (why === undefined) log.info({}, "the live caBundle can be seen again");
    else log.warn({ reason: why }, "the live caBundle cannot be seen; it will be tried again");
    trouble = why;
  };
  /** True where something was seen, if only that there is nothing. */
  const look = async (): Promise<boolean> => {
    const answer = await access.getWebhooks();
    if (closed) return true;
    if (answer.ok && answer.value !== undefined) {
      const entries = answer.value.webhooks.map(({ name, caBundle }) => [name, decode(caBundle)] as const);
      seen = { t: "bundles", byName: new Map(entries) };
      say(undefined);
      return true;
    }
    const why = answer.ok ? `there is no ${title}` : answer.message;
    const hidden = answer.ok || answer.reason === "refused";
    // What was seen once stays known while the API server is away.
    if (answer.ok || seen.t !== "bundles") seen = { t: hidden ? "hidden" : "nothing", why };
    if (!hidden || required) failures++;
    say(why);
    return hidden;
  };
  const run = async () => {
    for (;;) {
      const ms = (await look()) ? pollMs : RETRY_MS;
      if (closed) return;
      await alarm.sleep({ ms });
    }
  };
  const watch = access.watchWebhooks(() => alarm.wake());
  void run();

  const trustOf = (byName: ReadonlyMap<string, string>, pair: ServingPair, nowMs: number): Readiness => {
    for (const name of webhookNames) {
      const bundle = byName.get(name) ?? "";
      if (bundle === "" && required) return not(`${name} of ${title} has no caBundle yet`);
      if (bundle !== "" && !bundleTrusts(bundle, pair.certPem, nowMs))
        return not(`the live caBundle of ${name} in ${title} does not trust the serving certificate`);
    }
    return { ready: true };
  };
  return {
    readinessOf(pair, nowMs) {
      switch (seen.t) {
        case "nothing":
          return not(`the live caBundle was not seen yet${seen.why === undefined ? "" : `: ${seen.why}`}`);
        case "hidden":
          return required ? not(seen.why) : { ready: true };
        case "bundles":
          return trustOf(seen.byName, pair, nowMs);
      }
    },
    failures: () => failures,
    close() {
      closed = true;
      watch.close();
      alarm.wake();
    },
  };
}

function not(why: string): Readiness {
  return { ready: false, why };
}

/** Base64 of PEM, as the API has it. */
function decode(caBundle: string | undefined): string {
  return Buffer.from(caBundle ?? "", "base64")
    .toString("utf8")
    .trim();
}
