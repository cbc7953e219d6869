import type { ApiClient } from "./api-client.ts";

export interface Budget {
  readonly namespace: string;
  readonly name: string;
}

const PATH = "/apis/policy/v1/namespaces";

/** A PodDisruptionBudget of the pods with the label `app: plex`; one of them has to be healthy unless said otherwise. */
export async function createBudget(admin: ApiClient, { namespace, name }: Budget, spec: object = {}): Promise<void> {
  await admin.expect(`${PATH}/${namespace}/poddisruptionbudgets`, {
    method: "POST",
    body: { metadata: { name }, spec: { minAvailable: 1, selector: { matchLabels: { app: "plex" } }, ...spec } },
  });
}

export async function removeBudget(admin: ApiClient, { namespace, name }: Budget): Promise<void> {
  await admin.expect(`${PATH}/${namespace}/poddisruptionbudgets/${name}`, { method: "DELETE" });
}

/** What the disruption controller would write, which does not run here: how many healthy pods there are, of which one is wanted. */
export async function countHealthy(admin: ApiClient, { namespace, name }: Budget, healthy: number): Promise<void> {
  await admin.expect(`${PATH}/${namespace}/poddisruptionbudgets/${name}/status`, {
    method: "PATCH",
    body: {
      status: {
        observedGeneration: 1,
        currentHealthy: healthy,
        desiredHealthy: 1,
        expectedPods: 2,
        disruptionsAllowed: Math.max(0, healthy - 1),
      },
    },
  });
}
