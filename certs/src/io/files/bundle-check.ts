import type { Readiness } from "../../core/readiness.ts";
import type { ServingPair } from "../certificate-source.ts";
import type { ClusterAccess } from "../kube/cluster-access.ts";
import { bundleTrusts } from "../x509/read-bundle.ts";

/** Looks at the live `caBundle`, and never writes it: in these modes it belongs to somebody else. */
export interface BundleCheck {
  /** Undefined when the API server does not say; what was known then stays. */
  look(): Promise<readonly string[] | undefined>;
}

export function createBundleCheck(
  access: Pick<ClusterAccess, "getWebhooks">,
  webhookNames: readonly string[],
): BundleCheck {
  return {
    async look() {
      const answer = await access.getWebhooks();
      if (!answer.ok) return undefined;
      const bundles = new Map(answer.value?.webhooks.map(({ name, caBundle }) => [name, caBundle ?? ""]));
      return webhookNames.map((name) =>
        Buffer.from(bundles.get(name) ?? "", "base64")
          .toString("utf8")
          .trim(),
      );
    },
  };
}

/** Of a pair and the bundles of our webhooks; without a bundle the API server goes by its own CAs, which are not known here. */
export function trustedBy(bundles: readonly string[], pair: ServingPair, nowMs: number): Readiness {
  return bundles.every((bundle) => bundle === "" || bundleTrusts(bundle, pair.certPem, nowMs))
    ? { ready: true }
    : { ready: false, why: "the live caBundle of the webhook configuration does not trust the serving certificate" };
}
