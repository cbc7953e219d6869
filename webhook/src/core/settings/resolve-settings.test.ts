import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { annotationKey, type AnnotationName, INHERITED_ANNOTATION } from "@mount-monitor/contract";
import { checkDefaults, resolveSettings } from "./resolve-settings.ts";

type Levels = Readonly<Partial<Record<"chart" | "namespace" | "workload" | "pod", string>>>;

function resolve(name: AnnotationName, { chart, namespace, workload, pod }: Levels) {
  const key = annotationKey(name);
  const own = pod ?? workload;
  const { settings, explained, malformed } = resolveSettings({
    chart: chart === undefined ? {} : { [name]: chart },
    namespace: namespace === undefined ? {} : { [key]: namespace },
    pod: {
      ...(own === undefined ? {} : { [key]: own }),
      ...(workload === undefined ? {} : { [INHERITED_ANNOTATION]: JSON.stringify({ [name]: workload }) }),
    },
    namespaceName: "media",
  });
  const setting = explained.find((item) => item.name === name);
  return { value: settings.values[name], source: setting?.source, unsetBy: setting?.unsetBy, malformed };
}

describe("resolveSettings", () => {
  const table: ReadonlyArray<readonly [levels: Levels, value: string, source: string, unsetBy?: string]> = [
    [{}, "info", "default"],
    [{ chart: "warn" }, "warn", "chart"],
    [{ chart: "warn", namespace: "error" }, "error", "namespace"],
    [{ chart: "warn", workload: "error" }, "error", "workload"],
    [{ namespace: "warn", pod: "debug" }, "debug", "pod"],
    [{ workload: "warn", pod: "debug" }, "debug", "pod"],
    [{ chart: "warn", namespace: "" }, "info", "default", "namespace"],
    [{ chart: "warn", namespace: " ", pod: "debug" }, "debug", "pod"],
    [{ chart: "warn", pod: "" }, "info", "default", "pod"],
    [{ chart: "warn", workload: "" }, "info", "default", "workload"],
  ];
  for (const [levels, value, source, unsetBy] of table) {
    it(`${JSON.stringify(levels)} -> ${value} by ${source}`, () => {
      assert.deepEqual(resolve("log-level", levels), { value, source, unsetBy, malformed: [] });
    });
  }

  it("comes back to nothing where there is no default", () =>
    assert.deepEqual(resolve("run-as", { chart: "1000", pod: "" }), {
      value: undefined,
      source: "default",
      unsetBy: "pod",
      malformed: [],
    }));

  it("lets no Namespace decide what runs in pods, not by taking away either", () => {
    for (const name of ["image", "run-as"] as const) {
      const [one, other] = name === "image" ? ["a:1", "b:1"] : ["1000", "0"];
      const chart = resolve(name, { chart: one, namespace: other });
      assert.deepEqual(chart, resolve(name, { chart: one }));
      assert.deepEqual(resolve(name, { chart: one, namespace: "" }), chart);
      assert.deepEqual(resolve(name, { namespace: other }), resolve(name, {}));
      assert.deepEqual(resolve(name, { namespace: "not a value" }).malformed, []);
      assert.equal(resolve(name, { namespace: other, pod: one }).source, "pod");
    }
  });

  it("says where a value that cannot be read stands, and heeds only those that count", () => {
    const sentences = (levels: Levels) => resolve("mode", levels).malformed.map(({ sentence }) => sentence);
    assert.match(
      sentences({ namespace: "x" })[0] ?? "",
      /^mount-monitor\.io\/mode is "x".*\(set on Namespace media\)$/,
    );
    assert.match(sentences({ chart: "x" })[0] ?? "", /\(set by the webhook's configuration\)$/);
    assert.deepEqual(sentences({ chart: "x", namespace: "y", pod: "observe" }), []);
    assert.deepEqual(sentences({ chart: "x", pod: "" }), []);
  });

  it("adds up resources level by level; an empty amount takes one away", () => {
    const { value } = resolve("resources", {
      chart: '{"limits":{"cpu":"1"}}',
      namespace: '{"limits":{"memory":""}}',
      pod: '{"requests":{"cpu":"20m"}}',
    });
    assert.deepEqual(value, { requests: { cpu: "20m", memory: "64Mi" }, limits: { cpu: "1" } });
  });
});

describe("checkDefaults", () => {
  it("takes what a pod would take", () => assert.deepEqual(checkDefaults({ mode: "observe", restart: "" }), []));

  it("says what is wrong with each", () => {
    const [paths, mode, ...more] = checkDefaults({ paths: "/mnt", mode: "x" });
    assert.equal(paths, "defaults.paths cannot be set for all pods; set mount-monitor.io/paths on a workload");
    assert.match(mode ?? "", /^mount-monitor\.io\/mode is "x", but must be one of enforce, observe/);
    assert.deepEqual(more, []);
  });
});
