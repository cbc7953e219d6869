import type { RotationSettings } from "@mount-monitor/certs";
import { DEFAULT_NAMES, type InstallNames } from "../../../webhook/src/core/install/install-names.ts";
import { webhookConfiguration } from "../../../webhook/src/core/install/webhook-configuration.ts";
import { requestToken } from "./account-tokens.ts";
import type { ControlPlane } from "./control-plane.ts";
import { installGuard } from "./guard/guard-install.ts";
import { type ReplicaSettings, type ServedReplica, startServedReplica } from "./served-replica.ts";
import { startServiceProxy } from "./service-proxy.ts";
import { until } from "./until.ts";
import { untilWebhooksSeen } from "./webhooks-seen.ts";

/** An installation with objects of its own, so that several in one control plane do not meet. */
export interface ServingScene {
  readonly names: InstallNames;
  /** Whose pods it is asked about. */
  readonly apps: string;
  readonly servicePort: number;
  readonly secretPath: string;
  readonly webhooksPath: string;
  /** Joins the Service. Resolves once it has started, which is before it is ready. */
  startReplica(config?: Readonly<Record<string, unknown>>): Promise<ServedReplica>;
  /**
   * Puts the Service at another address. API servers keep their connections, and would leave out whoever joined since:
   * to an address that is new they open new ones, which reach every replica that is ready.
   */
  moveService(): Promise<void>;
  /** Until all of these are ready. */
  ready(...replicas: readonly ServedReplica[]): Promise<void>;
  /** Until no connection of the Service leads there any more. */
  left(replica: ServedReplica): Promise<void>;
  /** Until the API server goes by our webhooks as they are now. */
  seen(): Promise<void>;
  /** `caBundle` of our webhooks, as PEM. */
  bundles(): Promise<string[]>;
  /** What all replicas wrote. */
  log(): string;
  close(): Promise<void>;
}

const WEBHOOKS = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
const READY_MS = 120_000;

/** The configuration of a replica that makes its own certificates. */
export function selfSigned({ caLifeMs, leafLifeMs, propagationMs, clockSkewMs }: RotationSettings) {
  const ms = (value: number) => `${value}ms`;
  return {
    mode: "self",
    hosts: ["127.0.0.1"],
    caLife: ms(caLifeMs),
    leafLife: ms(leafLifeMs),
    propagation: ms(propagationMs),
    clockSkew: ms(clockSkewMs),
  };
}

export async function openServingScene(plane: ControlPlane, name: string): Promise<ServingScene> {
  const { admin } = plane;
  const names = namesOf(name);
  const apps = `${name}-apps`;
  const webhooksPath = `${WEBHOOKS}/${name}`;
  const proxy = await startServiceProxy();
  /** Each address that the Service has had; API servers may still have connections to it. */
  const proxies = [proxy];
  const replicas: ServedReplica[] = [];
  let started = 0;
  const log = () => replicas.map((replica) => `${replica.name}:\n${replica.logText()}`).join("\n");
  await plane.createNamespace(apps);
  await admin.expect(WEBHOOKS, { method: "POST", body: registration(names, apps, proxy.port) });
  // With the permissions of an installation, and held by its policies.
  const guard = await installGuard(plane, names);
  await guard.enforce();
  const token = await requestToken(admin, guard.account);
  const grants = { policy: names.restartPolicy, owner: names.clusterRole };

  return {
    names,
    apps,
    servicePort: proxy.port,
    secretPath: `/api/v1/namespaces/${name}/secrets/${names.secret}`,
    webhooksPath,
    async startReplica(config = {}) {
      const settings: ReplicaSettings = {
        // Two that are started at once have different names, too.
        name: `${name}-${started++}`,
        namespace: name,
        apiServer: { url: plane.url, caPem: plane.caPem, token },
        config: {
          ...BASE,
          grants,
          ...config,
          certificates: { ...(config["certificates"] as object), webhookConfiguration: name },
        },
      };
      const replica = await startServedReplica(settings);
      replicas.push(replica);
      for (const one of proxies) one.add(replica);
      return replica;
    },
    async moveService() {
      const moved = await startServiceProxy();
      for (const replica of replicas) moved.add(replica);
      proxies.push(moved);
      const { webhooks } = registration(names, apps, moved.port);
      const body = webhooks.map(({ clientConfig }, index) => ({
        op: "replace",
        path: `/webhooks/${index}/clientConfig/url`,
        value: clientConfig.url,
      }));
      await admin.expect(webhooksPath, { method: "PATCH", contentType: "application/json-patch+json", body });
    },
    async ready(...wanted) {
      await until("replicas ready", READY_MS, () => wanted.every((replica) => replica.isReady()), log);
    },
    async left(replica) {
      await until("the end of its connections", READY_MS, () => !proxies.some((one) => one.leadsTo(replica)));
    },
    seen: () => untilWebhooksSeen(plane, apps),
    async bundles() {
      const { webhooks } = await admin.expect(webhooksPath);
      return webhooks.map(({ clientConfig }: { clientConfig: { caBundle?: string } }) =>
        Buffer.from(clientConfig.caBundle ?? "", "base64").toString("utf8"),
      );
    },
    log,
    async close() {
      await Promise.all(replicas.map((replica) => replica.kill()));
      for (const replica of replicas) replica.remove();
      for (const one of proxies) one.close();
      guard.close();
      // Where there is no API server any more, a test has failed already, and says why.
      await admin.call(webhooksPath, { method: "DELETE" }).catch(() => {});
    },
  };
}

/** What belongs to no namespace has the name of the scene. */
function namesOf(name: string): InstallNames {
  return {
    ...DEFAULT_NAMES,
    namespace: name,
    clusterRole: name,
    webhookConfiguration: name,
    restartPolicy: `${name}-restart-self`,
    ownPolicy: `${name}-own-account`,
  };
}

/** Longer than the Service takes to notice, by its probe. */
const BASE = { drainDelay: "3s", shutdownTimeout: "10s" };

/** As it is installed, but by an address on loopback, and for one namespace alone. */
function registration(names: InstallNames, apps: string, port: number) {
  const ours = webhookConfiguration(names, { url: `https://127.0.0.1:${port}` });
  const webhooks = ours.webhooks.map((webhook) => ({
    ...webhook,
    namespaceSelector: {
      matchExpressions: [
        ...webhook.namespaceSelector.matchExpressions,
        { key: "kubernetes.io/metadata.name", operator: "In", values: [apps] },
      ],
    },
  }));
  return { ...ours, webhooks };
}
