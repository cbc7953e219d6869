import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ANNOTATION_NAMES, annotationKey, INHERITED_ANNOTATION } from "@mount-monitor/contract";
import fc from "fast-check";
import { inheritAnnotations } from "./inherit-annotations.ts";

const [PATHS, MODE, PAUSE] = [annotationKey("paths"), annotationKey("mode"), annotationKey("pause")];

describe("inheritAnnotations", () => {
  const table: ReadonlyArray<
    readonly [
      what: string,
      workload: Record<string, string>,
      template: Record<string, string>,
      after: Record<string, string>,
    ]
  > = [
    [
      "copies ours and nobody else's",
      { [PATHS]: "/a", "other.io/x": "1" },
      { "other.io/y": "2" },
      {
        "other.io/y": "2",
        [PATHS]: "/a",
        [INHERITED_ANNOTATION]: '{"paths":"/a"}',
      },
    ],
    ["leaves what the template says itself", { [MODE]: "observe" }, { [MODE]: "enforce" }, { [MODE]: "enforce" }],
    ["takes away what left the workload", {}, { [MODE]: "observe", [INHERITED_ANNOTATION]: '{"mode":"observe"}' }, {}],
    [
      "keeps what a person changed after it was copied",
      {},
      {
        [MODE]: "enforce",
        [INHERITED_ANNOTATION]: '{"mode":"observe"}',
      },
      { [MODE]: "enforce" },
    ],
    [
      "follows a change",
      { [MODE]: "enforce" },
      { [MODE]: "observe", [INHERITED_ANNOTATION]: '{"mode":"observe"}' },
      {
        [MODE]: "enforce",
        [INHERITED_ANNOTATION]: '{"mode":"enforce"}',
      },
    ],
    ["copies an empty value, which unsets", { [MODE]: "" }, {}, { [MODE]: "", [INHERITED_ANNOTATION]: '{"mode":""}' }],
    ["copies neither pause nor what nobody knows", { [PAUSE]: "1h", "mount-monitor.io/other": "1" }, {}, {}],
    [
      "takes a broken record for none",
      { [MODE]: "observe" },
      { [INHERITED_ANNOTATION]: "[" },
      {
        [MODE]: "observe",
        [INHERITED_ANNOTATION]: '{"mode":"observe"}',
      },
    ],
  ];
  for (const [what, workload, template, after] of table) {
    it(what, () => assert.deepEqual(inheritAnnotations(workload, template), after));
  }

  it("leaves what was copied from what the workload was made of, and adds to it", () => {
    const template = { [MODE]: "observe", "other.io/y": "2", [INHERITED_ANNOTATION]: '{"mode":"observe"}' };
    assert.deepEqual(inheritAnnotations({}, template, "another"), template);
    assert.deepEqual(inheritAnnotations({ [MODE]: "enforce", [PATHS]: "/a" }, template, "another"), {
      ...template,
      [PATHS]: "/a",
      [INHERITED_ANNOTATION]: '{"mode":"observe","paths":"/a"}',
    });
    assert.deepEqual(inheritAnnotations({}, {}, "another"), {});
  });

  const annotations = fc.dictionary(
    fc.oneof(fc.constantFrom(...ANNOTATION_NAMES.map(annotationKey)), fc.constantFrom("a.io/x", "constructor")),
    fc.constantFrom("", "1", "2"),
    { noNullPrototype: true },
  );

  it("done twice is done once, and undone by an empty workload", () => {
    fc.assert(
      fc.property(annotations, annotations, annotations, (workload, later, template) => {
        const once = inheritAnnotations(workload, template);
        assert.deepEqual(inheritAnnotations(workload, once), once);
        const ofAnother = inheritAnnotations(later, once, "another");
        assert.deepEqual(inheritAnnotations(later, ofAnother, "another"), ofAnother);
        // Whatever the workload said in between, taking it all away gives back what people wrote into the template.
        assert.deepEqual(inheritAnnotations({}, inheritAnnotations(later, once)), template);
      }),
    );
  });
});
