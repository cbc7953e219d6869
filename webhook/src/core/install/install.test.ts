/**
 * What guards the cluster, in files as a cluster shows them. `UPDATE_GOLDEN=1` writes them anew; read the difference
 * before committing it: it is what the webhook and the pods may do.
 */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { stringify } from "yaml";
import { clusterRole, clusterRoleBinding } from "./cluster-role.ts";
import { DEFAULT_NAMES, type InstallNames } from "./install-names.ts";
import { ownAccountBinding, ownAccountPolicy } from "./own-account-policy.ts";
import { role, roleBinding } from "./own-role.ts";
import { restartSelfBinding, restartSelfPolicy } from "./restart-self-policy.ts";

const OBJECTS: Readonly<Record<string, (names: InstallNames) => object>> = {
  "restart-self-policy": restartSelfPolicy,
  "restart-self-binding": restartSelfBinding,
  "own-account-policy": ownAccountPolicy,
  "own-account-binding": ownAccountBinding,
  "cluster-role": clusterRole,
  "cluster-role-binding": clusterRoleBinding,
  role,
  "role-binding": roleBinding,
};

const folder = path.join(import.meta.dirname, "testdata");

describe("what guards the cluster is as it was agreed on", () => {
  for (const [name, make] of Object.entries(OBJECTS)) {
    it(name, () => {
      const file = path.join(folder, `${name}.yaml`);
      const text = stringify(make(DEFAULT_NAMES), { lineWidth: 0, aliasDuplicateObjects: false });
      if (process.env["UPDATE_GOLDEN"] === "1") {
        mkdirSync(folder, { recursive: true });
        writeFileSync(file, text);
      }
      assert.equal(
        text,
        readFileSync(file, "utf8"),
        `${file} is out of date; run with UPDATE_GOLDEN=1 and read the difference`,
      );
    });
  }
});

describe("another installation has names of its own, everywhere", () => {
  const names: InstallNames = {
    namespace: "a1",
    account: "b2",
    clusterRole: "c3",
    webhookConfiguration: "d4",
    service: "e5",
    secret: "f6",
    restartPolicy: "g7",
    ownPolicy: "h8",
  };
  const defaults = new RegExp(
    Object.values(DEFAULT_NAMES)
      .map((name) => `\\b${name}(?![.:-])\\b`)
      .join("|"),
  );
  for (const [name, make] of Object.entries(OBJECTS)) {
    it(name, () => assert.doesNotMatch(JSON.stringify(make(names)), defaults));
  }
});
