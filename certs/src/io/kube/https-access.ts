import { type Answer, type ApiConnection, ask, type Found } from "@mount-monitor/kube";
import { SECRET_LABEL, SECRET_LABEL_VALUE, type SecretName } from "../../core/refusal.ts";
import type { ClusterAccess, SecretAccess, WebhookEntry, WebhooksAccess } from "./cluster-access.ts";
import { readSecret, readWebhooks } from "./read-objects.ts";
import { watchObject } from "./watch-object.ts";

export interface AccessNames {
  /** Where the CAs are kept; all replicas share it. */
  readonly secret: SecretName;
  /** Our MutatingWebhookConfiguration. */
  readonly webhookConfiguration: string;
}

/** The owner of what we write, as `kubectl get --show-managed-fields` has it. */
const FIELD_MANAGER = "mount-monitor-certs";

const WEBHOOKS = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";

/**
 * On plain HTTPS: seven calls on two objects do not pay for a client library, which costs 26 MB of memory even where
 * only a part of it is loaded.
 */
export function createHttpsAccess(connection: ApiConnection, names: AccessNames): ClusterAccess {
  return {
    ...createSecretAccess(connection, names.secret),
    ...createWebhooksAccess(connection, names.webhookConfiguration),
  };
}

function createSecretAccess(connection: ApiConnection, secret: SecretName): SecretAccess {
  const { namespace, name } = secret;
  const secrets = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`;
  const path = `${secrets}/${encodeURIComponent(name)}`;
  const title = `Secret ${namespace}/${name}`;
  return {
    async getSecret() {
      return mapFound(await ask(connection, { method: "GET", path }, `read ${title}`), readSecret);
    },
    // Server-side apply, since only it can be granted for this one name; it has no data, so that nothing is overwritten.
    createSecret: () => patch(connection, path, "apply-patch+yaml", emptySecret(secret), `create ${title}`),
    updateSecret: (resourceVersion, key, value) =>
      patch(
        connection,
        path,
        "merge-patch+json",
        { metadata: { resourceVersion }, data: { [key]: Buffer.from(value).toString("base64") } },
        `write ${title}`,
      ),
    watchSecret: (onChange) => watchObject(connection, secrets, name, onChange),
  };
}

/** For whoever has no business with the Secret. */
export function createWebhooksAccess(connection: ApiConnection, name: string): WebhooksAccess {
  const path = `${WEBHOOKS}/${encodeURIComponent(name)}`;
  const title = `MutatingWebhookConfiguration ${name}`;
  return {
    async getWebhooks() {
      return mapFound(await ask(connection, { method: "GET", path }, `read ${title}`), readWebhooks);
    },
    patchWebhooks: ({ resourceVersion, webhooks }, ours, caBundle) =>
      patch(
        connection,
        path,
        "json-patch+json",
        [
          { op: "test", path: "/metadata/resourceVersion", value: resourceVersion },
          ...bundlePatch(webhooks, ours, caBundle),
        ],
        `write caBundle of ${title}`,
      ),
    watchWebhooks: (onChange) => watchObject(connection, WEBHOOKS, name, onChange),
  };
}

async function patch(
  connection: ApiConnection,
  path: string,
  kind: string,
  body: unknown,
  purpose: string,
): Promise<Answer<undefined>> {
  const request = { path: `${path}?fieldManager=${FIELD_MANAGER}`, contentType: `application/${kind}`, body };
  return written(await ask(connection, { method: "PATCH", ...request }, purpose));
}

function emptySecret({ namespace, name }: SecretName) {
  const metadata = { name, namespace, labels: { [SECRET_LABEL]: SECRET_LABEL_VALUE } };
  return { apiVersion: "v1", kind: "Secret", metadata, type: "Opaque" };
}

/** By place, which the test of the version holds still; `add` replaces what is there. */
function bundlePatch(webhooks: readonly WebhookEntry[], ours: readonly string[], caBundle: string) {
  return webhooks.flatMap(({ name }, index) =>
    ours.includes(name) ? [{ op: "add", path: `/webhooks/${index}/clientConfig/caBundle`, value: caBundle }] : [],
  );
}

function mapFound<T>(
  answer: Answer<Found>,
  read: (object: Readonly<Record<string, unknown>>) => T,
): Answer<T | undefined> {
  return answer.ok ? { ...answer, value: answer.value && read(answer.value) } : answer;
}

/** What is not there any more cannot be written; looking again shows it. */
function written(answer: Answer<Found>): Answer<undefined> {
  if (!answer.ok) return answer;
  if (answer.value === undefined) return { ok: false, reason: "conflict", message: "it is not there any more" };
  return { ...answer, value: undefined };
}
