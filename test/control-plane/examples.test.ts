/** Every example, applied to a real API server that asks the real webhook. */
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { FOLDER, INJECTED, injectionOf, objectsOf, STANDALONE, workloadOf } from "../../tools/examples/examples.ts";
import type { RawObject, RawPod, RawWorkload } from "../../webhook/src/core/raw-object.ts";
import { podOfTemplate } from "../../webhook/src/core/workload/pod-of-template.ts";
import { requestToken } from "./support/account-tokens.ts";
import { createApiClient } from "./support/api-client.ts";
import { missingControlPlane } from "./support/assets.ts";
import { type InjectingPlane, startInjectingPlane } from "./support/injecting-plane.ts";
import { missingKubectl } from "./support/kubectl.ts";
import { createPod, podPath, type PodRef } from "./support/pods.ts";
import { until } from "./support/until.ts";

const skip = missingControlPlane() ?? missingKubectl() ?? false;
const NAMESPACE = "media";
const IN_FORCE_MS = 60_000;
const OWNER_UID = "0b0f9c1e-0000-4000-8000-000000000001";

describe("examples", { skip }, () => {
  let cluster: InjectingPlane;
  before(async () => {
    cluster = await startInjectingPlane();
    await cluster.plane.createNamespace(NAMESPACE);
  });
  after(() => cluster?.close());

  /** As a person applies it, but nothing is stored; what would have been. */
  async function apply(file: string): Promise<readonly RawObject[]> {
    const args = ["apply", "--dry-run=server", "--output=json", "-f", path.join(FOLDER, file)];
    const { code, stdout, warnings, errors } = await cluster.kubectl(args);
    // The namespace was made by other means than kubectl apply, which would have left its notes in there.
    const ours = warnings.filter((warning) => !warning.startsWith("resource namespaces/"));
    assert.deepEqual([code, errors, ours], [0, "", []]);
    const applied = JSON.parse(stdout) as { readonly items?: readonly RawObject[] } & RawObject;
    return applied.items ?? [applied];
  }

  /** What the API server makes of a pod of the workload. */
  async function createPodOf(workload: RawWorkload) {
    const pod = podOfTemplate(workload);
    const owners = pod?.metadata?.ownerReferences?.map((owner) => ({ ...owner, uid: OWNER_UID }));
    const body = { ...pod, metadata: { ...pod?.metadata, namespace: NAMESPACE, ownerReferences: owners } };
    const { status, text, warnings, json } = await cluster.plane.admin.call(
      `/api/v1/namespaces/${NAMESPACE}/pods?dryRun=All`,
      {
        method: "POST",
        body,
      },
    );
    assert.deepEqual([status, warnings], [201, []], text);
    return json() as RawPod;
  }

  for (const { file, ...expected } of INJECTED) {
    it(`${file} is taken, and its pods get gate and monitor without a warning`, async () => {
      const workload = workloadOf(await apply(file));
      const pod = await createPodOf(workload);
      assert.deepEqual(injectionOf(pod), expected);
      const last = cluster.webhook.reviewsIn(NAMESPACE).at(-1);
      assert.deepEqual([last?.kind, last?.decision, last?.warnings ?? []], ["Pod", "inject", []]);
    });
  }

  for (const file of STANDALONE) {
    it(`${file} is taken, and the webhook is not asked`, async () => {
      const before = cluster.webhook.reviews().length;
      await apply(file);
      assert.equal(cluster.webhook.reviews().length, before);
    });
  }

  describe("the account of a standalone monitor", () => {
    const [manifest, policy] = STANDALONE;
    const account = { namespace: NAMESPACE, name: "jellyfin" };
    const remove = async (pod: PodRef, from: PodRef) => {
      const token = await requestToken(cluster.plane.admin, account, { kind: "Pod", name: from.name, uid: from.uid });
      const client = createApiClient(cluster.plane.connectionWith(token));
      try {
        return await client.call(`${podPath(pod)}?dryRun=All`, { method: "DELETE" });
      } finally {
        client.close();
      }
    };
    const create = (object: RawObject, collection: string) =>
      cluster.plane.admin.expect(`/apis/${collection}`, { method: "POST", body: object });
    const pods: PodRef[] = [];
    const objects = (file: string, kind: string) => objectsOf(file).filter((object) => object["kind"] === kind);

    before(async () => {
      const path = `/api/v1/namespaces/${NAMESPACE}/serviceaccounts`;
      for (const body of objects(manifest, "ServiceAccount"))
        await cluster.plane.admin.expect(path, { method: "POST", body });
      const rbac = `rbac.authorization.k8s.io/v1/namespaces/${NAMESPACE}`;
      for (const role of objects(manifest, "Role")) await create(role, `${rbac}/roles`);
      for (const binding of objects(manifest, "RoleBinding")) await create(binding, `${rbac}/rolebindings`);
      for (const name of ["jellyfin-0", "jellyfin-1"]) {
        pods.push(await createPod(cluster.plane.admin, { namespace: NAMESPACE, name, account: account.name }));
      }
    });

    it("may delete the pod that the Role names, and no other", async () => {
      const [own, other] = pods as [PodRef, PodRef];
      const granted = async () => (await remove(own, own)).status === 200;
      await until("a Role that counts", IN_FORCE_MS, granted);
      assert.equal((await remove(other, own)).status, 403);
    });

    it("is held to its own pod by the policy, where its Role names none", async () => {
      const [own, other] = pods as [PodRef, PodRef];
      // As it would be for a Deployment.
      const role = `/apis/rbac.authorization.k8s.io/v1/namespaces/${NAMESPACE}/roles/jellyfin-monitor`;
      const rules = [{ apiGroups: [""], resources: ["pods"], verbs: ["delete"] }];
      await cluster.plane.admin.expect(role, { method: "PATCH", body: { rules } });
      await until("a Role that counts", IN_FORCE_MS, async () => (await remove(other, own)).status === 200);
      const admission = "admissionregistration.k8s.io/v1";
      for (const object of objects(policy, "ValidatingAdmissionPolicy")) {
        await create(object, `${admission}/validatingadmissionpolicies`);
      }
      for (const object of objects(policy, "ValidatingAdmissionPolicyBinding")) {
        await create(object, `${admission}/validatingadmissionpolicybindings`);
      }
      let refused = "";
      await until("a policy in force", IN_FORCE_MS, async () => {
        const { status, text } = await remove(other, own);
        refused = text;
        return status === 422;
      });
      assert.match(refused, /service account jellyfin may delete only the pod that its token was made for/);
      for (const pod of pods) assert.equal((await remove(pod, pod)).status, 200, pod.name);
    });
  });
});
