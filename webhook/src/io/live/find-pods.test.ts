import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readTargets } from "../../core/live/target.ts";
import { livePod } from "../../core/status/testing/example-status.ts";
import { at, text } from "../../core/object-parts.ts";
import { type FoundPods, findPods } from "./find-pods.ts";
import { send, withServer } from "./testing/with-server.ts";

const MEDIA = "/api/v1/namespaces/media";
const BATCH = "/apis/batch/v1/namespaces/media";
const by = (kind: string, name: string) => ({ owner: { kind, name, controller: true } });
const job = (name: string, cronJob: string) => ({
  metadata: { name, ownerReferences: [{ kind: "CronJob", name: cronJob, controller: true }] },
});
const CLUSTER: Readonly<Record<string, unknown>> = {
  [`${MEDIA}/pods`]: {
    items: [livePod("plex-1"), livePod("scan-1-a", by("Job", "scan-1")), livePod("trim-1-a", by("Job", "trim-1"))],
  },
  [`${MEDIA}/pods/plex-1`]: livePod("plex-1"),
  "/apis/apps/v1/namespaces/media/deployments/plex": {},
  [`${BATCH}/jobs`]: { items: [job("scan-1", "scan"), job("trim-1", "trim")] },
  [`${BATCH}/cronjobs/scan`]: {},
  [`${BATCH}/cronjobs/idle`]: {},
};

/** What is found of words on the command line, where nobody may read what begins so. */
async function found(words: string, forbidden?: string): Promise<FoundPods> {
  const read = readTargets(words.split(" "));
  assert.ok(read.ok);
  let result: FoundPods | undefined;
  await withServer(
    ({ url = "" }, response) => {
      const [place = ""] = url.split("?");
      if (place === forbidden) return send(response, 403, { kind: "Status", message: "you may not" });
      const object = CLUSTER[place];
      return object === undefined ? send(response, 404, { reason: "NotFound" }) : send(response, 200, object);
    },
    async (calls) => {
      result = await findPods(calls, { namespace: "media", selector: undefined, targets: read.targets });
    },
  );
  assert.ok(result);
  return result;
}
const namesOf = ({ pods }: FoundPods) => pods.map((pod) => text(at(pod, "metadata", "name")));

describe("findPods", () => {
  it("finds pods by name and by what makes them, each once", async () => {
    const all = await found("plex-1 deployment/plex cronjob/scan");
    assert.deepEqual([namesOf(all), all.failures, all.complete], [["plex-1", "scan-1-a"], [], true]);
    const some = await found("plex-1 cronjob/scan", `${BATCH}/jobs`);
    assert.deepEqual([namesOf(some), some.complete], [["plex-1"], false]);
  });

  const failures: ReadonlyArray<readonly [words: string, forbidden: string | undefined, failure: string]> = [
    ["nope", undefined, "there is no pod/nope in namespace media"],
    ["plex-1", `${MEDIA}/pods/plex-1`, "failed to read pod/plex-1: you may not"],
    ["deployment/nope", undefined, "there is no deployment/nope in namespace media"],
    ["deployment/plex", `${MEDIA}/pods`, "failed to list pods: you may not"],
    ["cronjob/idle", undefined, "cronjob/idle has no pod with gate and monitor"],
    ["cronjob/scan", `${BATCH}/cronjobs/scan`, "failed to read cronjob/scan: you may not"],
    ["cronjob/scan", `${BATCH}/jobs`, "failed to list the jobs of cronjob/scan: you may not"],
  ];
  for (const [words, forbidden, failure] of failures)
    it(`says: ${failure}`, async () => {
      const nothing = await found(words, forbidden);
      assert.deepEqual([nothing.pods, nothing.failures], [[], [failure]]);
      assert.equal(nothing.complete, forbidden === undefined);
    });
});
