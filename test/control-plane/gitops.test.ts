/**
 * Whoever applies the rendered chart again and again (Argo CD and Flux do) sees no difference, and takes nothing away,
 * after the webhook has written its CA.
 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { parseAllDocuments } from "yaml";
import { DEFAULT_NAMES } from "../../webhook/src/core/install/install-names.ts";
import type { RawObject } from "../../webhook/src/core/raw-object.ts";
import { missingControlPlane } from "./support/assets.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { CHART, HELMS, missingHelm, runHelm } from "./support/helm.ts";
import { kubectlFor, missingKubectl } from "./support/kubectl.ts";

const skip = missingControlPlane() ?? missingKubectl() ?? missingHelm() ?? false;
const { namespace, webhookConfiguration, secret } = DEFAULT_NAMES;
const CONFIGURATION = `/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/${webhookConfiguration}`;
const SECRET = `/api/v1/namespaces/${namespace}/secrets/${secret}`;
const DATA = { "ca.json": Buffer.from("{}").toString("base64") };
const HOWS: ReadonlyArray<readonly [how: string, flags: readonly string[]]> = [
  ["client-side", []],
  ["server-side", ["--server-side"]],
];

describe("the chart, applied by others than Helm", { skip, concurrency: false }, () => {
  for (const [how, flags] of HOWS) {
    describe(how, () => {
      let plane: ControlPlane;
      let list: RawObject;
      before(async () => {
        plane = await startControlPlane();
        await plane.createNamespace(namespace);
        const args = ["template", "mount-monitor", CHART, `--namespace=${namespace}`, "--kube-version=1.36.0"];
        const render = async () => (await runHelm(HELMS[0] ?? "", [...args, "--skip-tests"])).stdout;
        const stdout = await render();
        assert.equal(await render(), stdout, "nothing is made up at random");
        const items = parseAllDocuments(stdout).map((document) => document.toJS() as RawObject);
        list = { apiVersion: "v1", kind: "List", items } as RawObject;
      });
      after(() => plane?.stop());

      it("does not differ, and keeps what the webhook wrote", async () => {
        const kubectl = kubectlFor(plane);
        const apply = async () => {
          const said = await kubectl(["apply", ...flags, "-f", "-"], list);
          assert.deepEqual([said.code, said.errors], [0, ""]);
        };
        await apply();
        await writeAsTheWebhook(plane);

        const difference = await kubectl(["diff", ...flags, "-f", "-"], list);
        assert.deepEqual([difference.code, difference.stdout, difference.errors], [0, "", ""]);
        const changed = JSON.parse(
          JSON.stringify(list).replaceAll('"timeoutSeconds":5', '"timeoutSeconds":6'),
        ) as object;
        assert.equal((await kubectl(["diff", ...flags, "-f", "-"], changed)).code, 1, "what differs would be seen");
        await apply();
        assert.deepEqual(await written(plane), { bundles: [plane.caPem, plane.caPem], data: DATA });
      });
    });
  }
});

/** Both webhooks get a CA, and the Secret its data; by another manager of fields than kubectl is. */
async function writeAsTheWebhook({ admin, caPem }: ControlPlane): Promise<void> {
  const value = Buffer.from(caPem).toString("base64");
  const body = [0, 1].map((index) => ({ op: "add", path: `/webhooks/${index}/clientConfig/caBundle`, value }));
  await admin.expect(CONFIGURATION, { method: "PATCH", contentType: "application/json-patch+json", body });
  await admin.expect(SECRET, { method: "PATCH", body: { data: DATA } });
}

async function written({ admin }: ControlPlane) {
  const { webhooks } = (await admin.expect(CONFIGURATION)) as {
    readonly webhooks: ReadonlyArray<{ readonly clientConfig: { readonly caBundle?: string } }>;
  };
  const bundles = webhooks.map(({ clientConfig }) => Buffer.from(clientConfig.caBundle ?? "", "base64").toString());
  const { data } = (await admin.expect(SECRET)) as { readonly data?: object };
  return { bundles, data };
}
