import { until } from "../../control-plane/support/until.ts";
import { callServer, expectServer, find, pathOf } from "./api.ts";
import type { Pod } from "./objects.ts";
import { RELEASE, WEBHOOK } from "./release.ts";

const LIMIT_MS = 180_000;
const DEPLOYMENT = `${pathOf(RELEASE, { apiVersion: "apps/v1", kind: "Deployment" })}/${WEBHOOK}`;

interface Deployment {
  readonly spec: { readonly replicas: number };
  readonly status?: { readonly replicas?: number; readonly readyReplicas?: number };
}

export async function webhookPods(): Promise<readonly Pod[]> {
  const list = await find<{ readonly items: readonly Pod[] }>(`/api/v1/namespaces/${RELEASE}/pods`);
  return (list?.items ?? []).filter(({ metadata }) => metadata.name.startsWith(WEBHOOK));
}

/** Comes back when none is left that could answer. */
export async function stopWebhook(): Promise<void> {
  await expectServer("PATCH", DEPLOYMENT, { spec: { replicas: 0 } });
  await until("no pod of the webhook", LIMIT_MS, async () => (await webhookPods()).length === 0);
}

export async function startWebhook(replicas = 2): Promise<void> {
  await expectServer("PATCH", DEPLOYMENT, { spec: { replicas } });
  await untilWebhookReady();
}

export async function untilWebhookReady(): Promise<void> {
  let last: Deployment | undefined;
  await until(
    "a webhook that is ready",
    LIMIT_MS,
    async () => {
      last = await find<Deployment>(DEPLOYMENT).catch(() => undefined);
      return last !== undefined && last.status?.readyReplicas === last.spec.replicas;
    },
    () => JSON.stringify(last?.status),
  );
}

/** Whether an annotated pod gets through, which the API server finds out without one being made. */
export async function isAnnotatedPodTaken(namespace: string, manifest: object): Promise<boolean> {
  const { status } = await callServer("POST", `/api/v1/namespaces/${namespace}/pods?dryRun=All`, manifest);
  return status === 201;
}
