import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { DEFAULT_INJECTOR_CONFIG } from "../../core/injector-config.ts";
import { applyPatch } from "../../core/patch/apply-patch.ts";
import { isEqual } from "../../core/patch/diff.ts";
import { parseManifests } from "../manifest/read-manifests.ts";
import { writeYaml } from "../manifest/render-yaml.ts";
import { painter } from "./colour.ts";
import { explainManifests } from "./explain-document.ts";
import { explainText } from "./explain-text.ts";
import { offlineFacts } from "./offline-facts.ts";
import type { PlannedManifest } from "./plan-manifests.ts";
import { planObject } from "./plan-object.ts";
import { renderManifest } from "./render-manifest.ts";

function plan(text: string, errors: string[]): PlannedManifest[] {
  const manifests = parseManifests(text, "app.yaml", errors);
  const all = manifests.flatMap(({ objects }) => objects.map(({ object }) => object));
  const context = {
    namespace: "default",
    config: DEFAULT_INJECTOR_CONFIG,
    facts: offlineFacts(all, "default", { major: 1, minor: 36 }),
  };
  return manifests.map((manifest) => ({
    manifest,
    objects: manifest.objects.map((item) => ({ ...item, plan: planObject(item.object, context) })),
  }));
}

/** All that is done between reading and writing; throws where something does. */
function goThrough(text: string): void {
  const planned = plan(text, []);
  for (const manifest of planned) renderManifest(manifest);
  for (const entry of explainManifests(planned, "default")) explainText(entry, painter(true));
}

const KINDS = [
  "Pod",
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "ReplicaSet",
  "ReplicationController",
  "Job",
  "CronJob",
  "Namespace",
  "LimitRange",
  "ResourceQuota",
  "PersistentVolumeClaim",
  "List",
  "DeploymentList",
  "Service",
];

const json = fc.jsonValue({ maxDepth: 4 });
const annotations = fc.oneof(
  fc.dictionary(
    fc.constantFrom("mount-monitor.io/paths", "mount-monitor.io/mode", "a"),
    fc.oneof(fc.constant("/data"), json),
  ),
  json,
);
const metadata = fc.oneof(
  fc.record(
    { name: fc.oneof(fc.constant("plex"), json), namespace: fc.oneof(fc.constant("default"), json), annotations },
    { requiredKeys: [] },
  ),
  json,
);
const container = fc.oneof(
  fc.constant({ name: "app", image: "app", volumeMounts: [{ name: "data", mountPath: "/data" }] }),
  json,
);
const podSpec = fc.oneof(
  fc.record(
    {
      containers: fc.array(container, { maxLength: 2 }),
      volumes: fc.oneof(fc.constant([{ name: "data", emptyDir: {} }]), json),
    },
    { requiredKeys: [] },
  ),
  json,
);
const template = fc.oneof(fc.record({ metadata, spec: podSpec }, { requiredKeys: [] }), json);
const spec = fc.oneof(
  podSpec,
  fc.record({ template }),
  fc.record({ jobTemplate: fc.oneof(fc.record({ spec: fc.oneof(fc.record({ template }), json) }), json) }),
  fc.record({ limits: json, hard: json, accessModes: json }, { requiredKeys: [] }),
);
const object = fc.record(
  { kind: fc.constantFrom(...KINDS), apiVersion: fc.constant("v1"), metadata, spec, items: json },
  { requiredKeys: ["kind"] },
);
const manifest = fc.oneof(
  { weight: 4, arbitrary: object },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("List"), items: fc.array(object, { maxLength: 3 }) }) },
);

describe("any manifest", () => {
  it("is read, planned, explained and written, or refused with a sentence", () => {
    fc.assert(
      fc.property(manifest, fc.boolean(), (value, asJson) =>
        goThrough(asJson ? JSON.stringify(value) : writeYaml(value)),
      ),
      { numRuns: 400 },
    );
  });

  it("means after it was written what was planned", () => {
    fc.assert(
      fc.property(manifest, (value) => {
        for (const planned of plan(writeYaml(value), [])) {
          const { text } = renderManifest(planned);
          const [again] = parseManifests(text, "again", []);
          let expected: unknown = planned.manifest.value;
          for (const { path, plan } of planned.objects) {
            const prefix = path.map((key) => `/${key}`).join("");
            expected = applyPatch(
              expected,
              plan.patch.map((operation) => ({ ...operation, path: prefix + operation.path })),
            );
          }
          assert.ok(isEqual(again?.value, expected), text);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("of any text at all does no harm", () => {
    const word = fc.constantFrom(
      "kind: Pod",
      "a",
      ":",
      "- ",
      "  ",
      "\n",
      "---\n",
      "&a ",
      "*a",
      "<<: *a",
      "{",
      "}",
      "[",
      "]",
      "|",
      ">",
      "'",
      '"',
      "#",
      "%YAML 1.1\n",
      "!!binary x",
      "? ",
      "\t",
      "~",
      "0644",
      "\uFEFF",
      "...\n",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(word, { maxLength: 30 }).map((words) => words.join("")),
          fc.string({ unit: "binary" }),
        ),
        goThrough,
      ),
      { numRuns: 1000 },
    );
  });

  it("of a text that was damaged does no harm", () => {
    const text = writeYaml({
      kind: "List",
      items: [
        {
          kind: "Deployment",
          metadata: { name: "x", annotations: { "mount-monitor.io/paths": "/data" } },
          spec: {
            template: { spec: { containers: [{ name: "a", volumeMounts: [{ name: "data", mountPath: "/data" }] }] } },
          },
        },
      ],
    });
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(20), fc.string({ maxLength: 5 }), (at, drop, put) => {
        goThrough(text.slice(0, at) + put + text.slice(at + drop));
      }),
      { numRuns: 500 },
    );
  });
});
