import { requestToken, writeLegacyToken } from "../account-tokens.ts";
import { createApiClient } from "../api-client.ts";
import { accountOf, PERSON } from "./restart-accounts.ts";
import type { PodName, RestartScene } from "./restart-scene.ts";

/** What somebody calls with. */
export interface Sender {
  readonly token: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

export type Actor = (scene: RestartScene) => Promise<Sender>;

/** What runs in the pod. */
export function monitorOf(pod: PodName): Actor {
  return async (scene) => ({ token: await scene.tokenOf(pod) });
}

/** What runs in the pod while that is going, and has been known to the server: it remembers that for some seconds. */
export function monitorOfGone(pod: PodName): Actor {
  return async (scene) => {
    const sender = await monitorOf(pod)(scene);
    const client = createApiClient(scene.plane.connectionWith(sender.token));
    await client.expect("/api");
    client.close();
    await removePod(scene, pod);
    return sender;
  };
}

/** What ran in a pod that has been replaced by one of the same name. */
export function monitorOfFormer(pod: PodName, { remembered }: { readonly remembered: boolean }): Actor {
  return async (scene) => {
    const sender = await (remembered ? monitorOfGone(pod) : monitorOf(pod))(scene);
    if (!remembered) await removePod(scene, pod);
    await scene.ensurePods();
    return sender;
  };
}

/** What runs in the pod, and another pod is gone. */
export function monitorWithout(pod: PodName, gone: PodName): Actor {
  return async (scene) => {
    await removePod(scene, gone);
    return monitorOf(pod)(scene);
  };
}

/** Any program, with a token that goes with nothing. */
export function unboundTokenOf(account: string): Actor {
  return async ({ plane: { admin } }) => ({ token: await requestToken(admin, accountOf(account)) });
}

/** A token that goes with something, which is no pod. */
export function tokenBoundTo(kind: "Node" | "Secret", account: string): Actor {
  return async ({ plane: { admin } }) => {
    const path = kind === "Node" ? "/api/v1/nodes" : `/api/v1/namespaces/${accountOf(account).namespace}/secrets`;
    const body = { metadata: { generateName: "bound-" } };
    const { metadata } = await admin.expect(path, { method: "POST", body });
    return { token: await requestToken(admin, accountOf(account), { kind, name: metadata.name, uid: metadata.uid }) };
  };
}

export function legacyTokenOf(account: string): Actor {
  return async ({ plane }) => ({ token: await writeLegacyToken(plane, accountOf(account)) });
}

export const theAdmin: Actor = async ({ plane }) => ({ token: plane.tokenOf("admin") });

export const aPerson: Actor = async ({ plane }) => ({ token: plane.tokenOf(PERSON) });

/** An admin who acts as an account, and may say that the token is bound to a pod, or to several. */
export function impersonatorOf(account: string, ...pods: readonly PodName[]): Actor {
  return async (scene) => {
    const uids = await scene.uids();
    const { namespace, name } = accountOf(account);
    return {
      token: scene.plane.tokenOf("admin"),
      headers: {
        "impersonate-user": `system:serviceaccount:${namespace}:${name}`,
        "impersonate-extra-authentication.kubernetes.io%2Fpod-name": pods.map((pod) => accountOf(pod).name),
        "impersonate-extra-authentication.kubernetes.io%2Fpod-uid": pods.map((pod) => uids.get(pod) ?? ""),
      },
    };
  };
}

async function removePod({ plane: { admin } }: RestartScene, pod: PodName): Promise<void> {
  const { namespace, name } = accountOf(pod);
  await admin.expect(`/api/v1/namespaces/${namespace}/pods/${name}`, { method: "DELETE" });
}
