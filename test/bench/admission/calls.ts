import type { ControlPlane } from "../../control-plane/support/control-plane.ts";
import { createPods } from "./create-pods.ts";
import { type Injector, plainPod } from "./injectors.ts";

export interface CallsPerPod {
  /** For a pod that asks for the injector. */
  readonly asked: number;
  /** For one that does not. */
  readonly plain: number;
}

const PODS = 50;

/** How often the API server calls an injector, which is registered, for a pod. */
export async function countCalls(plane: ControlPlane, injector: Injector): Promise<CallsPerPod> {
  const { namespace, asked } = injector;
  const callsFor = async (pod: Injector["asked"]) => {
    const before = await callsSoFar(plane, injector.webhook);
    await createPods(plane, { namespace, pod, count: PODS, clients: 1 });
    return ((await callsSoFar(plane, injector.webhook)) - before) / PODS;
  };
  return { plain: await callsFor(plainPod(namespace)), asked: await callsFor(asked) };
}

/** As the API server counts itself. */
async function callsSoFar({ admin }: ControlPlane, webhook: string): Promise<number> {
  const { text } = await admin.call("/metrics");
  const lines = text.matchAll(/^apiserver_admission_webhook_request_total\{(.*)\} (\d+)$/gm);
  return [...lines]
    .filter(([, labels = ""]) => labels.includes(`name="${webhook}"`))
    .reduce((sum, [, , count]) => sum + Number(count), 0);
}
