import { UNKNOWN_FACTS } from "../../../webhook/src/core/cluster-facts.ts";
import { decidePod } from "../../../webhook/src/core/decide-pod.ts";
import { DEFAULT_INJECTOR_CONFIG } from "../../../webhook/src/core/injector-config.ts";
import { examplePod } from "../../../webhook/src/core/testing/example-pod.ts";
import type { ControlPlane } from "../../control-plane/support/control-plane.ts";

export const NAMESPACES = 50;
export const CLAIMS = 20;

/** Namespaces with what the webhook follows of them: a quota, a LimitRange and claims each. */
export async function makeNamespaces({ admin, createNamespace }: ControlPlane): Promise<void> {
  await eachOf(0, NAMESPACES, async (index) => {
    const namespace = `bench-${index}`;
    await createNamespace(namespace);
    const make = (kind: string, body: object) =>
      admin.expect(`/api/v1/namespaces/${namespace}/${kind}`, { method: "POST", body });
    await make("resourcequotas", { metadata: { name: "quota" }, spec: { hard: { "limits.cpu": "1000" } } });
    await make("limitranges", {
      metadata: { name: "limits" },
      spec: { limits: [{ type: "Container", max: { cpu: "8" }, default: { cpu: "1" } }] },
    });
    const spec = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };
    for (let claim = 0; claim < CLAIMS; claim++)
      await make("persistentvolumeclaims", { metadata: { name: `claim-${claim}` }, spec });
  });
}

/** Injected pods, spread over the namespaces, from one number up to another. */
export async function makePods({ admin }: ControlPlane, from: number, to: number): Promise<void> {
  const pod = injectedPod();
  await eachOf(from, to, (index) => {
    const metadata = { ...(pod["metadata"] as object), generateName: undefined, name: nameOf(index) };
    return admin.expect(podsOf(index), { method: "POST", body: { ...pod, metadata } });
  });
}

/** Each pod changes, as pods do whose status is written. */
export async function touchPods({ admin }: ControlPlane, pods: number, value: string): Promise<void> {
  await eachOf(0, pods, (index) =>
    admin.expect(`${podsOf(index)}/${nameOf(index)}`, {
      method: "PATCH",
      body: { metadata: { annotations: { touched: value } } },
    }),
  );
}

function podsOf(index: number): string {
  return `/api/v1/namespaces/bench-${index % NAMESPACES}/pods`;
}

function nameOf(index: number): string {
  return `app-5d8f-${index}`;
}

/** As the webhook makes it, for a workload of average size. */
function injectedPod(): Record<string, unknown> {
  const env = Array.from({ length: 12 }, (_, index) => ({ name: `SETTING_${index}`, value: "some value or other" }));
  const limits = { cpu: "100m", memory: "1Gi" };
  const container = { image: "registry.example.org/app:1", env, resources: { limits, requests: limits } };
  const decision = decidePod(
    examplePod({}, {}, container),
    { namespace: "bench", operation: "CREATE" },
    DEFAULT_INJECTOR_CONFIG,
    UNKNOWN_FACTS,
  );
  if (decision.t !== "inject") throw new Error(`the pod was not injected: ${decision.sentence}`);
  const owners = decision.pod.metadata?.ownerReferences?.map((owner) => ({ ...owner, uid: "u" }));
  return { ...decision.pod, metadata: { ...decision.pod.metadata, ownerReferences: owners } };
}

async function eachOf(from: number, to: number, act: (index: number) => Promise<unknown>): Promise<void> {
  let next = from;
  const worker = async () => {
    while (next < to) await act(next++);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}
