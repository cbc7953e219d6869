import type { SourceSettings } from "@mount-monitor/certs";
import type { ApiConnection } from "@mount-monitor/kube";
import type { PodEnvironment } from "../../environment.ts";
import type { WebhookConfig } from "../config/webhook-config.ts";
import { certificateSettings } from "./certificate-settings.ts";
import { findSurroundings, needsCluster } from "./surroundings.ts";

export type ServingPlan =
  | {
      readonly ok: true;
      /** Undefined outside a cluster. */
      readonly connection: ApiConnection | undefined;
      readonly certificates: SourceSettings;
    }
  | { readonly ok: false; readonly errors: readonly string[] };

/** Where the configuration meets the place that the program runs in; says all that does not go together. */
export function planServing({ certificates, grants }: WebhookConfig, pod: PodEnvironment): ServingPlan {
  const found = findSurroundings(pod);
  if (!found.ok) return { ok: false, errors: [found.error] };
  const around = found.value;
  const source = certificateSettings(certificates, around);
  const errors = [
    ...(source.ok ? [] : [source.error]),
    ...(grants.mode === "managed" && around.t === "alone"
      ? [needsCluster("grants.mode managed", "grants.mode: manual")]
      : []),
  ];
  if (!source.ok || errors.length > 0) return { ok: false, errors };
  return {
    ok: true,
    connection: around.t === "cluster" ? around.connection : undefined,
    certificates: source.settings,
  };
}
