import { type Answer, type ApiConnection, ask, type Found } from "@mount-monitor/kube";
import { SECRET_LABEL, SECRET_LABEL_VALUE, type SecretName } from "../../core/refusal.ts";
import type { ClusterAccess, WebhookEntry } from "./cluster-access.ts";
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
  const { namespace, name } = names.secret;
  const secrets = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`;
  const secretPath = `${secrets}/${encodeURIComponent(name)}`;
  const webhooksPath = `${WEBHOOKS}/${encodeURIComponent(names.webhookConfiguration)}`;
  const theSecret = `Secret ${namespace}/${name}`;
  const theWebhooks = `MutatingWebhookConfiguration ${names.webhookConfiguration}`;
  const patch = (path: string, kind: string, body: unknown, purpose: string) =>
    ask(
      connection,
      { method: "PATCH", path: `${path}?fieldManager=${FIELD_MANAGER}`, contentType: `application/${kind}`, body },
      purpose,
    ).then(written);
  return {
    async getSecret() {
      return mapFound(await ask(connection, { method: "GET", path: secretPath }, `read ${theSecret}`), readSecret);
    },
    // Server-side apply, since only it can be granted for this one name; it has no data, so that nothing is overwritten.
    createSecret: () => patch(secretPath, "apply-patch+yaml", emptySecret(names.secret), `create ${theSecret}`),
    updateSecret: (resourceVersion, key, value) =>
      patch(
        secretPath,
        "merge-patch+json",
        { metadata: { resourceVersion }, data: { [key]: Buffer.from(value).toString("base64") } },
        `write ${theSecret}`,
      ),
    async getWebhooks() {
      return mapFound(
        await ask(connection, { method: "GET", path: webhooksPath }, `read ${theWebhooks}`),
        readWebhooks,
      );
    },
    patchWebhooks: ({ resourceVersion, webhooks }, ours, caBundle) =>
      patch(
        webhooksPath,
        "json-patch+json",
        [
          { op: "test", path: "/metadata/resourceVersion", value: resourceVersion },
          ...bundlePatch(webhooks, ours, caBundle),
        ],
        `write caBundle of ${theWebhooks}`,
      ),
    watch(onChange) {
      const watches = [
        watchObject(connection, secrets, name, onChange),
        watchObject(connection, WEBHOOKS, names.webhookConfiguration, onChange),
      ];
      return { close: () => watches.forEach((watch) => watch.close()) };
    },
  };
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
