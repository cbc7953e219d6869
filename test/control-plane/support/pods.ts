import type { ApiClient } from "./api-client.ts";

/** A pod that was created; which one is said by its UID. */
export interface PodRef {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly account: string;
}

export interface PodSpec {
  readonly namespace: string;
  readonly name: string;
  readonly account: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** The node it is bound to. Without one it vanishes with its DELETE, as a pod does that runs nowhere. Default `node-7`. */
  readonly node?: string | undefined;
  /** Whether something stands ready to make a new one. Default true. */
  readonly owned?: boolean;
}

export const NODE = "node-7";
const OWNER = {
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  name: "plex",
  uid: "5f2d1c34-0000-4000-8000-000000000001",
  controller: true,
};

export async function createAccount(admin: ApiClient, namespace: string, name: string): Promise<void> {
  const body = { metadata: { name } };
  await admin.expect(`/api/v1/namespaces/${namespace}/serviceaccounts`, { method: "POST", body });
}

export async function createPod(admin: ApiClient, spec: PodSpec): Promise<PodRef> {
  const { namespace, name, account, labels = {}, owned = true } = spec;
  const node = "node" in spec ? spec.node : NODE;
  const pod = await admin.expect(`/api/v1/namespaces/${namespace}/pods`, {
    method: "POST",
    body: {
      metadata: { name, labels, ...(owned ? { ownerReferences: [OWNER] } : {}) },
      spec: {
        serviceAccountName: account,
        containers: [{ name: "app", image: "app" }],
        ...(node === undefined ? {} : { nodeName: node }),
      },
    },
  });
  return { namespace, name, uid: pod.metadata.uid, account };
}

/** The pod of that name as it is now, whoever it is; undefined where there is none. */
// oxlint-disable-next-line typescript/no-explicit-any -- objects of the API, in tests alone
export async function findPod(admin: ApiClient, { namespace, name }: PodRef): Promise<any> {
  const reply = await admin.call(podPath({ namespace, name }));
  if (reply.status === 404) return undefined;
  if (reply.status !== 200) throw new Error(`GET ${name}: ${reply.status} ${reply.text}`);
  return reply.json();
}

/** As the kubelet does once it has ended the containers, or whoever forces a deletion. */
export async function removePod(admin: ApiClient, pod: PodRef): Promise<void> {
  const body = { apiVersion: "v1", kind: "DeleteOptions", gracePeriodSeconds: 0, preconditions: { uid: pod.uid } };
  await admin.expect(podPath(pod), { method: "DELETE", body });
}

/** What the kubelet would report. */
export async function reportReady(admin: ApiClient, pod: PodRef, ready: boolean): Promise<void> {
  const condition = { type: "Ready", status: ready ? "True" : "False" };
  await admin.expect(`${podPath(pod)}/status`, {
    method: "PATCH",
    body: { status: { phase: "Running", conditions: [condition] } },
  });
}

export function podPath({ namespace, name }: Pick<PodRef, "namespace" | "name">): string {
  return `/api/v1/namespaces/${namespace}/pods/${name}`;
}
