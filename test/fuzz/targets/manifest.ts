import assert from "node:assert/strict";
import { DEFAULT_INJECTOR_CONFIG } from "../../../webhook/src/core/injector-config.ts";
import { isEqual } from "../../../webhook/src/core/patch/diff.ts";
import { decodeWebhookConfig } from "../../../webhook/src/io/config/decode-config.ts";
import { parseConfigText } from "../../../webhook/src/io/config/load-config.ts";
import { parseManifests } from "../../../webhook/src/io/manifest/read-manifests.ts";
import { painter } from "../../../webhook/src/io/offline/colour.ts";
import { explainManifests } from "../../../webhook/src/io/offline/explain-document.ts";
import { explainText } from "../../../webhook/src/io/offline/explain-text.ts";
import { offlineFacts } from "../../../webhook/src/io/offline/offline-facts.ts";
import type { PlannedManifest } from "../../../webhook/src/io/offline/plan-manifests.ts";
import { planObject } from "../../../webhook/src/io/offline/plan-object.ts";
import { renderManifest, valueAfter } from "../../../webhook/src/io/offline/render-manifest.ts";
import type { Target } from "../engine/target.ts";
import { assertSentence, assertSentences } from "./assert-sentence.ts";

const VERSION = { major: 1, minor: 36 };

function planned(text: string, errors: string[]): PlannedManifest[] {
  const manifests = parseManifests(text, "app.yaml", errors);
  const objects = manifests.flatMap((manifest) => manifest.objects.map(({ object }) => object));
  const facts = offlineFacts(objects, "default", VERSION);
  const context = { namespace: "default", config: DEFAULT_INJECTOR_CONFIG, facts };
  return manifests.map((manifest) => ({
    manifest,
    objects: manifest.objects.map((item) => ({ ...item, plan: planObject(item.object, context) })),
  }));
}

const manifest: Target = {
  name: "manifest",
  holds: "it is refused with sentences, or explained, and what is written means what was planned",
  covers: [
    "webhook/src/io/manifest/read-manifests.ts",
    "webhook/src/io/manifest/split-documents.ts",
    "webhook/src/io/manifest/parse-yaml.ts",
    "webhook/src/io/manifest/render-yaml.ts",
    "webhook/src/io/manifest/patch-document.ts",
    "webhook/src/core/cluster/read-claim.ts",
    "webhook/src/core/cluster/read-limits.ts",
    "webhook/src/core/cluster/read-quota.ts",
  ],
  words: ["---\n", "&a ", "*a", "<<: *a", "|-\n", ">\n", "'", '"', "? ", "~", "0644", "yes", "!!binary ", "...\n", "%YAML 1.1\n", "- ", ": ", "  ", "mount-monitor.io/paths: /mnt\n"], // prettier-ignore
  run(text) {
    const errors: string[] = [];
    const plans = planned(text, errors);
    if (errors.length > 0) assertSentences(errors);
    for (const entry of explainManifests(plans, "default")) explainText(entry, painter(false));
    for (const plan of plans) {
      const written = renderManifest(plan);
      const [again, ...more] = parseManifests(written.text, "again", errors);
      assert.equal(more.length, 0, "one document was written as many");
      assert.ok(isEqual(again?.value, valueAfter(plan)), `what was written means something else:\n${written.text}`);
    }
  },
};

const webhookConfig: Target = {
  name: "webhook-config",
  holds: "it is a configuration or is refused with sentences",
  covers: [
    "webhook/src/io/config/load-config.ts",
    "webhook/src/io/config/decode-config.ts",
    "webhook/src/io/config/decode-certificates.ts",
    "webhook/src/io/config/generated/validate-webhook-config.ts",
  ],
  words: ["self", "cert-manager", "provided", "8443", "30s", "observe", '{"limits":{"memory":"64Mi"}}'],
  run(text) {
    const read = parseConfigText(text, "config.yaml");
    if (!read.ok) return assertSentence(read.error);
    const copy: unknown = structuredClone(read.value);
    const decoded = decodeWebhookConfig(read.value, "1.2.3");
    if (!decoded.ok) return assertSentences(decoded.errors);
    assert.deepEqual(decodeWebhookConfig(copy, "1.2.3"), decoded);
    for (const port of [decoded.config.httpPort, decoded.config.httpsPort])
      assert.ok(Number.isInteger(port) && port >= 0 && port <= 65_535);
  },
};

export const MANIFEST_TARGETS: readonly Target[] = [manifest, webhookConfig];
