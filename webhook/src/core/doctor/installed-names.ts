import { DEFAULT_NAMES, type InstallNames } from "../install/install-names.ts";
import type { ClusterPicture } from "./cluster-picture.ts";
import { orElse } from "../live/known.ts";

const ENDING = "-webhook";

/**
 * What this installation calls its objects. All of them begin with the same word, and the webhook configuration, which is
 * known by its webhooks, tells which. What nothing tells has the default name.
 */
export function installedNames({
  installations,
  installNamespace,
  replicas,
}: Pick<ClusterPicture, "installations" | "installNamespace" | "replicas">): InstallNames {
  const [installation] = orElse(installations, []);
  const [replica] = orElse(replicas, []);
  const name = installation?.name ?? DEFAULT_NAMES.webhookConfiguration;
  const service = installation?.webhooks.map(({ endpoint }) => endpoint).find(({ t }) => t === "service");
  const words = name.endsWith(ENDING) ? name.slice(0, -ENDING.length) : "mount-monitor";
  return {
    namespace: installNamespace ?? DEFAULT_NAMES.namespace,
    account: replica?.account ?? name,
    clusterRole: name,
    webhookConfiguration: name,
    service: service?.t === "service" ? service.name : DEFAULT_NAMES.service,
    secret: `${words}-webhook-ca`,
    restartPolicy: `${words}-restart-self`,
    ownPolicy: `${words}-own-account`,
  };
}
