import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deletePodRequest, evictPodRequest, missingInPod } from "./pod-request.ts";

const POD = { namespace: "media", name: "plex-0", uid: "u1" };

describe("deletePodRequest", () => {
  it("names pod and UID", () => {
    const { method, path, body } = deletePodRequest(POD);
    assert.deepEqual([method, path], ["DELETE", "/api/v1/namespaces/media/pods/plex-0"]);
    assert.deepEqual(JSON.parse(body), { kind: "DeleteOptions", apiVersion: "v1", preconditions: { uid: "u1" } });
  });

  it("asks for a dry run in the body, since the query is not read beside one", () => {
    const { path, body } = deletePodRequest(POD, { dryRun: true, gracePeriodSeconds: 0 });
    assert.doesNotMatch(path, /\?/);
    const { dryRun, gracePeriodSeconds } = JSON.parse(body) as Record<string, unknown>;
    assert.deepEqual({ dryRun, gracePeriodSeconds }, { dryRun: ["All"], gracePeriodSeconds: 0 });
  });
});

describe("evictPodRequest", () => {
  it("names the pod twice and the UID", () => {
    const { method, path, body } = evictPodRequest(POD);
    assert.deepEqual([method, path], ["POST", "/api/v1/namespaces/media/pods/plex-0/eviction"]);
    assert.deepEqual(JSON.parse(body), {
      kind: "Eviction",
      apiVersion: "policy/v1",
      metadata: { name: "plex-0", namespace: "media" },
      deleteOptions: { preconditions: { uid: "u1" } },
    });
  });
});

describe("missingInPod", () => {
  const table: ReadonlyArray<readonly [name: string, pod: Partial<typeof POD>, expected: RegExp]> = [
    ["no name, which would be every pod", { name: "" }, /POD_NAME/],
    ["a name that leaves the path", { name: "../secrets/x" }, /POD_NAME/],
    ["a name with a query", { name: "a?b" }, /POD_NAME/],
    ["no namespace", { namespace: "" }, /POD_NAMESPACE/],
    ["no UID, which would be any successor", { uid: "" }, /POD_UID/],
  ];
  for (const [name, change, expected] of table) {
    it(name, () => assert.match(missingInPod({ ...POD, ...change }) ?? "", expected));
  }

  it("lets a whole one pass", () => assert.equal(missingInPod({ ...POD, name: "plex-7f9c.x" }), undefined));
});
