import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { nearestAnnotation } from "./annotation-key.ts";
import { ANNOTATION_NAMES, type AnnotationName, annotationSpec, parseAnnotation } from "./annotations.ts";

describe("parseAnnotation", () => {
  const good: ReadonlyArray<readonly [name: AnnotationName, text: string, value: unknown]> = [
    ["paths", "/mnt/a, /mnt/b\n/mnt/c,,", ["/mnt/a", "/mnt/b", "/mnt/c"]],
    ["paths", "/with a space", ["/with a space"]],
    ["mounts", '[{"path":"/mnt//a/","checkType":"read"}]', [{ path: "/mnt/a", checkType: "read" }]],
    ["inject", " true ", true],
    ["check-interval", "1m30s", "1m30s"],
    ["restart-on", "dead,hung,dead", ["dead", "hung"]],
    ["restart-budget", "unlimited", "unlimited"],
    ["run-as", "1000", { uid: 1000, gid: undefined }],
    ["run-as", "1000:0", { uid: 1000, gid: 0 }],
    ["resources", '{"limits":{"memory":""}}', { limits: { memory: "" } }],
    ["http-port", "9900", 9900],
    ["pause", "2026-01-31T12:00:00+01:00", "2026-01-31T12:00:00+01:00"],
    ["pause", "2026-01-31T12:00Z", "2026-01-31T12:00Z"],
    ["pause", "true", "true"],
    ["pause", "false", "false"],
    ["pause", "1h", "1h"],
  ];
  for (const [name, text, value] of good) {
    it(`reads ${name}: ${text}`, () => assert.deepEqual(parseAnnotation(name, text), { ok: true, value }));
  }

  const bad: ReadonlyArray<readonly [name: AnnotationName, text: string, why: string]> = [
    ["paths", " , ", "must name at least one path"],
    ["mounts", "[", "is not valid JSON"],
    ["mounts", '{"path":"/a"}', 'mounts is {"path":"/a"}, but must be a list of 1 to 64 mounts'],
    ["mounts", '[{"path":"/a","onFailure":"reboot"}]', "must be one of restart, unready, report"],
    ["mounts", '[{"path":"/a"},{"path":"/a/"}]', "is already mounts[0].path"],
    ["inject", "yes", "must be true or false"],
    ["canary-file", "../x", "must be a path below the mount"],
    ["check-interval", "30", "has no unit"],
    ["check-interval", "1ms", "must be from 10ms to 1h"],
    ["failure-threshold", "0", "must be a whole number from 1 to 1000"],
    ["failure-threshold", "1e3", "must be a whole number from 1 to 1000"],
    ["restart", "reboot", "must be one of delete, evict, in-place, none"],
    ["restart-on", "dead,slow", "must be a list of dead, hung, backend, missing, denied"],
    ["restart-budget", "3/h", "must be a number of restarts per duration"],
    ["restart-budget", "3 per 1ms", "must be from 1s to 24h"],
    ["containers", "Plex", "is not a name of a container"],
    ["run-as", "4294967296", "must be uid or uid:gid"],
    ["image", "https://example.org/x", "must be the reference of an image"],
    ["resources", "[]", "must be an object with requests and limits"],
    ["resources", '"x"', "must be an object with requests and limits"],
    ["resources", "null", "must be an object with requests and limits"],
    ["resources", '{"limit":{}}', 'has the unknown key "limit"'],
    ["resources", '{"limits":{"disk":"1"}}', 'limits has the unknown key "disk"'],
    ["resources", '{"limits":{"cpu":1}}', "not a quantity in quotes"],
    ["http-port", "0", "must be a whole number from 1 to 65535"],
    ["canary-file", "../x", 'mount-monitor.io/canary-file is "../x", but must be a path below'],
    ["run-as", "1000:10x", "must be uid or uid:gid"],
    ["mounts", "\u0007", "is not valid JSON: Unexpected token ' '"],
    ["pause", "tomorrow", "must be true, a duration or a time"],
    ["pause", "on 2026-01-31T12:00:00Z", "must be true, a duration or a time"],
    ["pause", "2026-02-31T12:00:00Z", "must be true, a duration or a time"],
    ["pause", "2026-01-31T25:00:00Z", "must be true, a duration or a time"],
    ["pause", "2026-01-31", "must be true, a duration or a time"],
    ["pause", "2026-01-31T12:00:00", "must be true, a duration or a time"],
  ];
  for (const [name, text, why] of bad) {
    it(`refuses ${name}: ${text}`, () => {
      const parsed = parseAnnotation(name, text);
      assert.ok(!parsed.ok);
      assert.ok(parsed.error.includes(why), parsed.error);
    });
  }

  it("names annotation, value, rule and an example", () => {
    assert.deepEqual(parseAnnotation("mode", "watch"), {
      ok: false,
      error:
        'mount-monitor.io/mode is "watch", but must be one of enforce, observe; for example mount-monitor.io/mode: "observe"',
    });
  });

  for (const name of ANNOTATION_NAMES) {
    it(`takes its own example and default of ${name}`, () => {
      const spec = annotationSpec(name);
      assert.equal(parseAnnotation(name, spec.example).ok, true);
      if (spec.default !== undefined) assert.equal(parseAnnotation(name, spec.default).ok, true);
    });
  }

  it("never throws", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ANNOTATION_NAMES), fc.oneof(fc.string(), fc.json()), (name, text) => {
        assert.equal(typeof parseAnnotation(name, text).ok, "boolean");
      }),
    );
  });
});

describe("nearestAnnotation", () => {
  const table: ReadonlyArray<readonly [key: string, nearest: string | undefined]> = [
    ["mount-monitor.io/path", "mount-monitor.io/paths"],
    ["mount-monitor.io/checkInterval", "mount-monitor.io/check-interval"],
    ["mount-monitor.io/entirely-else", undefined],
  ];
  for (const [key, nearest] of table) {
    it(`${key} -> ${nearest}`, () => assert.equal(nearestAnnotation(key, ANNOTATION_NAMES), nearest));
  }
});
