import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { issueCa, issueLeaf } from "@mount-monitor/certs";
import type { RawPod } from "../../../webhook/src/core/raw-object.ts";
import { diff } from "../../../webhook/src/core/patch/diff.ts";
import type { ControlPlane } from "./control-plane.ts";

/** Somebody else's webhook for pods. */
export interface OtherInjector {
  readonly calls: () => number;
  close(): Promise<void>;
}

export interface OtherInjectorOptions {
  /** Of its configuration: webhooks are asked in the order of these names. */
  readonly name: string;
  /** It is asked about this one alone. */
  readonly namespace: string;
  /** The pod as it wants it; the very same where it has nothing to do. */
  readonly inject: (pod: RawPod) => RawPod;
}

const DAY_MS = 86_400_000;

export async function startOtherInjector(
  { admin }: ControlPlane,
  { name, namespace, inject }: OtherInjectorOptions,
): Promise<OtherInjector> {
  const validity = { notBeforeMs: Date.now() - DAY_MS, notAfterMs: Date.now() + DAY_MS };
  const ca = await issueCa(validity);
  const leaf = await issueLeaf({ signer: ca, validity, hosts: ["127.0.0.1"] });
  let calls = 0;
  const server = createServer({ cert: leaf.certPem, key: leaf.key.reveal() }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      calls++;
      const { uid, object } = JSON.parse(Buffer.concat(chunks).toString("utf8")).request as {
        uid: string;
        object: RawPod;
      };
      const patch = Buffer.from(JSON.stringify(diff(object, inject(object)))).toString("base64");
      const answer = { uid, allowed: true, ...(patch === EMPTY_PATCH ? {} : { patchType: "JSONPatch", patch }) };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", response: answer }));
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  server.unref();
  const webhook = {
    name: `${name}.example.org`,
    admissionReviewVersions: ["v1"],
    clientConfig: {
      url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      caBundle: Buffer.from(ca.certPem).toString("base64"),
    },
    failurePolicy: "Fail",
    sideEffects: "None",
    reinvocationPolicy: "IfNeeded",
    rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
  };
  const path = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
  await admin.expect(path, { method: "POST", body: { metadata: { name }, webhooks: [webhook] } });
  return {
    calls: () => calls,
    async close() {
      await admin.expect(`${path}/${name}`, { method: "DELETE" });
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const EMPTY_PATCH = Buffer.from("[]").toString("base64");
