import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { formatTarget, readTargets, targetPath } from "./target.ts";

describe("readTargets", () => {
  const good: ReadonlyArray<readonly [words: string, targets: string]> = [
    ["", ""],
    ["plex-0", "pod/plex-0"],
    ["pod/plex-0 po/plex-1 plex-0", "pod/plex-0 pod/plex-1"],
    [
      "deployment/plex deploy/a deployments.apps/b deployments.v1.apps/c",
      "deployment/plex deployment/a deployment/b deployment/c",
    ],
    [
      "sts/a ds/b rs/c job/d cj/e StatefulSet/f",
      "statefulset/a daemonset/b replicaset/c job/d cronjob/e statefulset/f",
    ],
    ["deployment plex sonarr", "deployment/plex deployment/sonarr"],
    ["plex.0", "pod/plex.0"],
    ["pods a", "pod/a"],
    ["deployment", "pod/deployment"],
    ["deploy a/b", "!"],
  ];
  for (const [words, targets] of good)
    it(`takes ${JSON.stringify(words)}`, () => {
      const read = readTargets(words.split(" ").filter((word) => word !== ""));
      assert.equal(read.ok ? read.targets.map(formatTarget).join(" ") : "!", targets);
    });

  const bad: ReadonlyArray<readonly [words: string, error: string]> = [
    ["deploymnt/plex", '"deploymnt/plex" is of a kind that has no pods of ours; did you mean deployment?'],
    [
      "service/plex",
      '"service/plex" is of a kind that has no pods of ours; kinds are pod, deployment, statefulset, daemonset, replicaset, job, cronjob',
    ],
    ["pod/", '"pod/" cannot be the name of a Pod; write POD or KIND/NAME, and the namespace as -n NAME'],
    [
      "../secrets",
      '"../secrets" is of a kind that has no pods of ours; kinds are pod, deployment, statefulset, daemonset, replicaset, job, cronjob',
    ],
    ["pod/a/b", '"pod/a/b" cannot be the name of a Pod; write POD or KIND/NAME, and the namespace as -n NAME'],
    ["Plex", '"Plex" cannot be the name of a Pod; write POD or KIND/NAME, and the namespace as -n NAME'],
  ];
  for (const [words, error] of bad)
    it(`refuses ${words}`, () => assert.deepEqual(readTargets(words.split(" ")), { ok: false, error }));

  it("never makes a path that leads elsewhere", () =>
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        const read = readTargets(words);
        if (!read.ok) return true;
        return read.targets.every((target) =>
          /^\/apis?\/(?:v1|(?:apps|batch)\/v1)\/namespaces\/media\/[a-z]+\/[a-z0-9][-.a-z0-9]*$/.test(
            targetPath("media", target),
          ),
        );
      }),
    ));
});
