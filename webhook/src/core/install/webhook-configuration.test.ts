import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { stringify } from "yaml";
import { DEFAULT_NAMES } from "./install-names.ts";
import { webhookConfiguration } from "./webhook-configuration.ts";

const golden = path.join(import.meta.dirname, "../../../testdata/install/webhook-configuration.yaml");
const { namespace, service } = DEFAULT_NAMES;
const inCluster = webhookConfiguration(DEFAULT_NAMES, { service: { namespace, name: service, port: 443 } });

describe("the webhook configuration", () => {
  it("is the golden one", () => {
    const text = stringify(inCluster, { lineWidth: 0, aliasDuplicateObjects: false });
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(golden, text);
    assert.equal(text, readFileSync(golden, "utf8"), "run with UPDATE_GOLDEN=1 and read the difference");
  });

  it("leaves the caBundle to its owner", () => {
    for (const { clientConfig } of inCluster.webhooks) assert.ok(!("caBundle" in clientConfig));
  });

  it("goes by the names of the installation", () => {
    const { metadata } = webhookConfiguration(
      { ...DEFAULT_NAMES, webhookConfiguration: "other" },
      { url: "https://127.0.0.1:8443" },
    );
    assert.equal(metadata.name, "other");
  });

  it("asks each endpoint at an address outside the cluster, too", () => {
    const { webhooks } = webhookConfiguration(DEFAULT_NAMES, { url: "https://127.0.0.1:8443" });
    assert.deepEqual(
      webhooks.map(({ clientConfig }) => clientConfig),
      [{ url: "https://127.0.0.1:8443/mutate/pods" }, { url: "https://127.0.0.1:8443/mutate/workloads" }],
    );
  });
});
