import { issueLeaf, type IssuedPair } from "@mount-monitor/certs";
import { makeSecretFolder, serve } from "../../../../webhook/test/support/served-webhook.ts";
import { CONFIGURATION, type DoctorScene } from "./doctor-scene.ts";

const DAY_MS = 86_400_000;

export interface OtherWebhook {
  /** Who is trusted, too. */
  readonly signer?: IssuedPair;
  readonly hosts?: readonly string[];
  /** How long its certificate has been valid, and will be, in days. */
  readonly ageDays?: number;
  readonly leftDays?: number;
  readonly config?: Readonly<Record<string, unknown>>;
}

/**
 * Starts another webhook, and has the API server call that one. A program of its own, since the API server would go on
 * with a connection from before a certificate was exchanged.
 */
export async function callAnother(
  scene: DoctorScene,
  { signer = scene.ca, hosts = ["127.0.0.1"], ageDays = 1, leftDays = 90, config = {} }: OtherWebhook,
): Promise<Disposable> {
  const validity = { notBeforeMs: Date.now() - ageDays * DAY_MS, notAfterMs: Date.now() + leftDays * DAY_MS };
  const leaf = await issueLeaf({ signer, validity, hosts });
  const folder = makeSecretFolder();
  folder.write({ cert: leaf.certPem, key: leaf.key.reveal() });
  const webhook = await serve(folder.folder, config);
  const port = await webhook.httpsPort();
  const caBundle = Buffer.from(signer.certPem).toString("base64");
  await callBy(scene, ({ url }) => ({ url: url.replace(/:\d+\//, `:${port}/`), caBundle }));
  return {
    [Symbol.dispose]() {
      webhook[Symbol.dispose]();
      folder[Symbol.dispose]();
    },
  };
}

interface ByUrl {
  readonly url: string;
  readonly caBundle: string;
}

/** Has the API server call elsewhere, or trust others, than in the configuration as it should be. */
export async function callBy(scene: DoctorScene, change: (client: ByUrl) => Partial<ByUrl>): Promise<void> {
  const webhooks = scene.configuration.webhooks.map(({ clientConfig, ...webhook }) => ({
    ...webhook,
    clientConfig: { ...clientConfig, ...change(clientConfig as ByUrl) },
  }));
  await scene.patch(CONFIGURATION, { webhooks });
}
