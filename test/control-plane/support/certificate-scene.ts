import {
  type CertificateSource,
  createHttpsAccess,
  createSelfSource,
  type RotationSettings,
  type SelfTools,
} from "@mount-monitor/certs";
import type { ControlPlane } from "./control-plane.ts";
import { type Replica, startReplica } from "./replica.ts";
import { CALM } from "./rotations.ts";
import { type ServiceProxy, startServiceProxy } from "./service-proxy.ts";

/** The account of the webhook, with the grants that the chart gives it, and no others. */
export const CERTS_USER = "mount-monitor-certs";
const SECRET_NAME = "webhook-ca";
const WEBHOOK_NAMES = ["one.mount-monitor.io", "two.mount-monitor.io"];

/** A namespace with its own webhook configuration, grants and Service: scenes do not meet. */
export interface Scene {
  readonly namespace: string;
  readonly secretPath: string;
  readonly webhooksPath: string;
  readonly logged: string[];
  openSource(rotation?: RotationSettings, tools?: Partial<SelfTools>): CertificateSource;
  /** A replica behind the Service. */
  startReplica(rotation?: RotationSettings): Promise<Replica>;
  close(): Promise<void>;
}

export async function openScene(plane: ControlPlane, namespace: string): Promise<Scene> {
  const { admin } = plane;
  const proxy = await startServiceProxy();
  const replicas = new Set<Replica>();
  const sources = new Set<CertificateSource>();
  const logged: string[] = [];
  const say = (level: string) => (fields: object, message: string) =>
    void logged.push(`${level} ${message} ${JSON.stringify(fields)}`);
  const log = { info: say("info"), warn: say("warn"), error: say("error") };

  await plane.createNamespace(namespace);
  await writeGrants(plane, namespace);
  await writeWebhooks(plane, namespace, proxy);

  const openSource = (rotation: RotationSettings = CALM, tools: Partial<SelfTools> = {}) => {
    const access = createHttpsAccess(plane.connectionOf(CERTS_USER), {
      secret: { namespace, name: SECRET_NAME },
      webhookConfiguration: namespace,
    });
    const source = createSelfSource(
      { rotation, secret: { namespace, name: SECRET_NAME }, webhookNames: WEBHOOK_NAMES, hosts: ["127.0.0.1"] },
      { access, log, ...tools },
    );
    sources.add(source);
    return source;
  };
  return {
    namespace,
    secretPath: `/api/v1/namespaces/${namespace}/secrets/${SECRET_NAME}`,
    webhooksPath: `${WEBHOOKS}/${namespace}`,
    logged,
    openSource,
    async startReplica(rotation) {
      const replica = await startReplica(openSource(rotation));
      replicas.add(replica);
      proxy.add(replica);
      return replica;
    },
    async close() {
      for (const source of sources) source.close();
      await Promise.all([...replicas].map((replica) => replica.stop()));
      proxy.close();
      // Where there is no API server any more, a test has failed already, and says why.
      await admin.call(`${WEBHOOKS}/${namespace}`, { method: "DELETE" }).catch(() => {});
    },
  };
}

const WEBHOOKS = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
const RBAC = "/apis/rbac.authorization.k8s.io/v1";

async function writeWebhooks({ admin }: ControlPlane, namespace: string, { port }: ServiceProxy): Promise<void> {
  const webhooks = WEBHOOK_NAMES.map((name) => ({
    name,
    admissionReviewVersions: ["v1"],
    sideEffects: "None",
    failurePolicy: "Fail",
    timeoutSeconds: 5,
    clientConfig: { url: `https://127.0.0.1:${port}/mutate` },
    rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] }],
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
  }));
  await admin.expect(WEBHOOKS, { method: "POST", body: { metadata: { name: namespace }, webhooks } });
}

async function writeGrants({ admin }: ControlPlane, namespace: string): Promise<void> {
  const subjects = [{ kind: "User", name: CERTS_USER, apiGroup: "rbac.authorization.k8s.io" }];
  const grant = async (path: string, kind: string, rule: object) => {
    const body = { metadata: { name: namespace }, rules: [rule] };
    await admin.expect(`${path}/${kind.toLowerCase()}s`, { method: "POST", body });
    await admin.expect(`${path}/${kind.toLowerCase()}bindings`, {
      method: "POST",
      body: {
        metadata: { name: namespace },
        subjects,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name: namespace },
      },
    });
  };
  await grant(`${RBAC}/namespaces/${namespace}`, "Role", {
    apiGroups: [""],
    resources: ["secrets"],
    resourceNames: [SECRET_NAME],
    verbs: ["get", "watch", "create", "patch"],
  });
  await grant(RBAC, "ClusterRole", {
    apiGroups: ["admissionregistration.k8s.io"],
    resources: ["mutatingwebhookconfigurations"],
    resourceNames: [namespace],
    verbs: ["get", "watch", "patch"],
  });
}
