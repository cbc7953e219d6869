import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DEFAULT_NAMES } from "../install/install-names.ts";
import { installedNames } from "./installed-names.ts";
import { known, unknown } from "../live/known.ts";
import { exampleInstallation, examplePicture, exampleReplica } from "./testing/example-picture.ts";

describe("installedNames", () => {
  it("are the usual ones of a usual installation, and where nothing is known", () => {
    assert.deepEqual(installedNames(examplePicture()), DEFAULT_NAMES);
    const nothing = { installations: unknown("no"), replicas: unknown("no"), installNamespace: undefined };
    assert.deepEqual(installedNames(nothing), DEFAULT_NAMES);
  });

  it("follow the name of the webhook configuration", () => {
    const names = installedNames({
      installations: known([{ ...exampleInstallation(), name: "mounts-webhook" }]),
      installNamespace: "tools",
      replicas: known([exampleReplica("a", { account: "somebody" })]),
    });
    assert.deepEqual(names, {
      namespace: "tools",
      account: "somebody",
      clusterRole: "mounts-webhook",
      webhookConfiguration: "mounts-webhook",
      service: "mount-monitor-webhook",
      secret: "mounts-webhook-ca",
      restartPolicy: "mounts-restart-self",
      ownPolicy: "mounts-own-account",
    });
  });
});
