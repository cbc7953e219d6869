import { requestToken } from "../account-tokens.ts";
import { createApiClient } from "../api-client.ts";
import type { ControlPlane } from "../control-plane.ts";
import { accountOf, writePermissions } from "./restart-accounts.ts";
import { type GuardInstall, installGuard } from "./guard-install.ts";
import { until } from "../until.ts";

/** Accounts of pods, by `namespace/name` of the pod. No node ever runs them: told to go, they are gone at once. */
const PODS = {
  "media/plex-0": "plex",
  "media/plex-1": "plex",
  "media/jelly-0": "jelly",
  "media/operator-0": "operator",
  "media/drainer-0": "drainer",
  "media/collector-0": "collector",
  "media/late-0": "late",
  "media/wildcard-0": "wildcard",
  "media/limited-0": "limited",
  "books/plex-0": "plex",
  "mount-monitor/webhook-0": "mount-monitor-webhook",
} as const;

export type PodName = keyof typeof PODS;

const KNOWN_MS = 60_000;

export interface RestartScene {
  readonly plane: ControlPlane;
  readonly install: GuardInstall;
  /** Makes those pods that are not there. */
  ensurePods(): Promise<void>;
  /** Of the pods that are there. */
  uids(): Promise<ReadonlyMap<string, string>>;
  uidOf(pod: PodName): Promise<string>;
  /** A token as the kubelet puts it into that pod. */
  tokenOf(pod: PodName): Promise<string>;
  close(): void;
}

export async function openRestartScene(plane: ControlPlane): Promise<RestartScene> {
  const { admin } = plane;
  const install = await installGuard(plane);
  await install.enforce();
  for (const namespace of ["media", "books"]) await plane.createNamespace(namespace);
  await admin.expect("/api/v1/namespaces/kube-system/serviceaccounts", {
    method: "POST",
    body: { metadata: { name: "replicaset-controller" } },
  });
  await writePermissions(plane, install);
  const uids = async () => {
    const { items } = await admin.expect("/api/v1/pods");
    const pods = items as ReadonlyArray<{ metadata: { namespace: string; name: string; uid: string } }>;
    return new Map(pods.map(({ metadata: { namespace, name, uid } }) => [`${namespace}/${name}`, uid]));
  };
  const uidOf = async (pod: PodName) => (await uids()).get(pod) ?? "";
  return {
    plane,
    install,
    async ensurePods() {
      const there = await uids();
      for (const [pod, account] of Object.entries(PODS)) if (!there.has(pod)) await createPod(plane, pod, account);
    },
    uids,
    uidOf,
    async tokenOf(pod) {
      const { namespace, name } = accountOf(pod);
      const uid = await uidOf(pod);
      return requestToken(admin, { namespace, name: PODS[pod] }, { kind: "Pod", name, uid });
    },
    close: () => install.close(),
  };
}

/** Resolves once the server knows the pod by its token, and no token of a pod of that name before it. */
async function createPod(plane: ControlPlane, pod: string, account: string): Promise<void> {
  const { admin } = plane;
  const { namespace, name } = accountOf(pod);
  const spec = { serviceAccountName: account, containers: [{ name: "app", image: "app" }] };
  const { metadata } = await admin.expect(`/api/v1/namespaces/${namespace}/pods`, {
    method: "POST",
    body: { metadata: { name }, spec },
  });
  // It looks pods up in a cache of its own, which may still have the former one. Nobody else uses this token.
  const token = await requestToken(admin, { namespace, name: account }, { kind: "Pod", name, uid: metadata.uid });
  const client = createApiClient(plane.connectionWith(token));
  let last = "";
  const isKnown = async () => {
    const { status, text } = await client.call("/api");
    last = `${status} ${text}`;
    return status === 200;
  };
  await until(`a server that knows the new pod ${pod}`, KNOWN_MS, isKnown, () => last).finally(() => client.close());
}
