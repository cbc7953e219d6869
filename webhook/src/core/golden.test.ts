/**
 * Golden files: what is decided about real pods and workloads. `UPDATE_GOLDEN=1` writes them anew; read the difference
 * before committing it. A case has `<case>.pod.yaml` (or `.workload.yaml`) and, where it needs more than the usual,
 * `<case>.given.yaml` with `request`, `config` and `facts`.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { ANNOTATION_NAMES, annotationKey } from "@mount-monitor/contract";
import { stringify } from "yaml";
import { givenOf, GOLDEN_FOLDER, goldenCases, readGolden } from "../../test/support/golden-cases.ts";
import { decidePod } from "./decide-pod.ts";
import type { Finding } from "./decision.ts";
import { applyPatch } from "./patch/apply-patch.ts";
import type { Patch } from "./patch/patch.ts";
import type { RawPod, RawWorkload } from "./raw-object.ts";
import { DENY_REASONS, INJECT_REASONS, SKIP_REASONS, WARNING_REASONS } from "./reasons.ts";
import { problemsOfInjection } from "./testing/problems-of-injection.ts";
import { reviewWorkload } from "./workload/review-workload.ts";

const update = process.env["UPDATE_GOLDEN"] === "1";

const seenReasons = new Set<string>();
const seenAnnotations = new Set<string>();

/** Compares with the file, or writes it; undefined: there must be no such file. */
function hold(name: string, suffix: string, content: string | undefined): void {
  const file = path.join(GOLDEN_FOLDER, `${name}.${suffix}`);
  if (update) {
    if (content === undefined) rmSync(file, { force: true });
    else writeFileSync(file, content);
  }
  const present = existsSync(file) ? readFileSync(file, "utf8") : undefined;
  assert.equal(content, present, `${file} is out of date; run with UPDATE_GOLDEN=1 and read the difference`);
}

const asYaml = (value: unknown) => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
const asPatch = (patch: Patch) => (patch.length === 0 ? undefined : `${JSON.stringify(patch, null, 2)}\n`);

/** What a client shows of a warning: https://kubernetes.io/blog/2020/09/03/warnings/ asks for at most 120 characters. */
function asList(warnings: readonly Finding[]) {
  for (const { code, sentence } of warnings) {
    if (code in WARNING_REASONS) assert.ok(sentence.length <= 120, `${sentence.length} characters: ${sentence}`);
  }
  return warnings.map(({ code, sentence }) => ({ [code]: sentence }));
}

function noteKeys(annotations: Readonly<Record<string, string>> | undefined): void {
  for (const key of Object.keys(annotations ?? {})) seenAnnotations.add(key);
}

describe("golden pods", () => {
  for (const name of goldenCases("pod")) {
    it(name, () => {
      const pod = readGolden(name, "pod.yaml") as RawPod;
      const before = JSON.stringify(pod);
      const { request, config, facts } = givenOf(name);
      const decision = decidePod(pod, request, config, facts);
      assert.equal(JSON.stringify(pod), before, "the pod that was given was changed");

      noteKeys(pod.metadata?.annotations);
      for (const code of [decision.reason, ...decision.warnings.map((warning) => warning.code)]) seenReasons.add(code);
      const { t, reason, sentence, warnings, explanation } = decision;
      const shown = { [t]: reason, sentence, warnings: asList(warnings), explanation: terse(explanation) };
      hold(name, "decision.yaml", asYaml(shown));
      if (t === "deny") {
        hold(name, "patch.json", undefined);
        hold(name, "patched.yaml", undefined);
        return;
      }
      hold(name, "patch.json", asPatch(decision.patch));
      hold(name, "patched.yaml", decision.patch.length === 0 ? undefined : asYaml(decision.pod));
      assert.deepEqual(applyPatch(pod, decision.patch), decision.pod);
      if (t === "inject") assert.deepEqual(problemsOfInjection(pod, decision.pod), []);

      const again = decidePod(decision.pod, request, config, facts);
      assert.deepEqual("patch" in again && again.patch, [], "the second decision changes something");
      if (t === "inject") assert.equal(again.reason, "already-injected");
    });
  }
});

/** Settings that are nothing but their default say nothing. */
function terse<T extends { settings: ReadonlyArray<{ source: string; unsetBy: string | undefined }> }>(explanation: T) {
  const settings = explanation.settings.filter(({ source, unsetBy }) => source !== "default" || unsetBy !== undefined);
  return { ...explanation, settings };
}

describe("golden workloads", () => {
  for (const name of goldenCases("workload")) {
    it(name, () => {
      const workload = readGolden(name, "workload.yaml") as RawWorkload;
      const before = JSON.stringify(workload);
      const { request, config, facts } = givenOf(name);
      const decision = reviewWorkload(workload, request, config, facts);
      assert.equal(JSON.stringify(workload), before, "the workload that was given was changed");

      noteKeys(workload.metadata?.annotations);
      for (const { code } of decision.warnings) seenReasons.add(code);
      const pods = decision.pod === undefined ? undefined : { [decision.pod.t]: decision.pod.reason };
      hold(name, "decision.yaml", asYaml({ pods, warnings: asList(decision.warnings) }));
      hold(name, "patch.json", asPatch(decision.patch));
      hold(name, "patched.yaml", decision.patch.length === 0 ? undefined : asYaml(decision.workload));
      assert.deepEqual(applyPatch(workload, decision.patch), decision.workload);
      const again = reviewWorkload(decision.workload, request, config, facts);
      assert.deepEqual(again.patch, [], "the second review changes something");
    });
  }
});

describe("golden files cover", () => {
  const reasons = [INJECT_REASONS, SKIP_REASONS, DENY_REASONS, WARNING_REASONS].flatMap((table) => Object.keys(table));
  for (const reason of reasons) it(`reason ${reason}`, () => assert.ok(seenReasons.has(reason)));
  for (const name of ANNOTATION_NAMES) {
    it(`annotation ${name}`, () => assert.ok(seenAnnotations.has(annotationKey(name))));
  }
});
