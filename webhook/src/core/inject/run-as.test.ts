import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RawContainer, RawPodSpec } from "../raw-object.ts";
import type { Settings } from "../settings/settings.ts";
import { userOf } from "./run-as.ts";

const NOTHING_SET = { values: {} } as unknown as Settings;
const PUID = (value: string): Partial<RawContainer> => ({ env: [{ name: "PUID", value }] });

describe("the user of gate and monitor", () => {
  const table: ReadonlyArray<
    readonly [name: string, container: Partial<RawContainer>, spec: Partial<RawPodSpec>, uid: number | undefined]
  > = [
    ["is the container's", { ...PUID("2"), securityContext: { runAsUser: 1 } }, {}, 1],
    ["is the pod's where the container says nothing", PUID("2"), { securityContext: { runAsUser: 3 } }, 3],
    ["is that of the environment where neither does", PUID("2"), {}, 2],
    ["is root where the environment says so", PUID("0"), {}, 0],
    [
      "is not root where the container may not be",
      { ...PUID("0"), securityContext: { runAsNonRoot: true } },
      {},
      undefined,
    ],
    ["is not root where the pod may not be", PUID("0"), { securityContext: { runAsNonRoot: true } }, undefined],
    [
      "is root where the container may be and the rest of the pod not",
      { ...PUID("0"), securityContext: { runAsNonRoot: false } },
      { securityContext: { runAsNonRoot: true } },
      0,
    ],
    [
      "is that of the environment where it may not be root, but is not",
      { ...PUID("2"), securityContext: { runAsNonRoot: true } },
      {},
      2,
    ],
    ["is the image's where nobody says", {}, {}, undefined],
  ];
  for (const [name, container, spec, uid] of table) {
    it(name, () => {
      const app = { name: "app", ...container } as RawContainer;
      assert.equal(userOf({ containers: [app], ...spec } as RawPodSpec, app, NOTHING_SET).uid, uid);
    });
  }
});
