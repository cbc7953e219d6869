/** docs/migrating.md, held against the configurations of the predecessor that the contract is tested with. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { annotationKey, checkMonitorConfig, parseAnnotation } from "@mount-monitor/contract";
import { parse } from "yaml";
import { codeIn, tableRows } from "./markdown.ts";
import { pages, read } from "./pages.ts";

const page = read("docs/migrating.md");
const blocks = pages.get("docs/migrating.md")?.blocks ?? [];
const text = (language: string) => blocks.find((block) => block.language === language)?.text ?? "";
const TESTED = ["predecessor", "predecessor-with-watchdog"].map((name) =>
  read(`packages/contract/testdata/config/valid-${name}.json`),
);

describe("moving over from the predecessor", () => {
  it("shows the configuration that is tested", () =>
    assert.deepEqual(JSON.parse(text("json")), JSON.parse(TESTED[1] ?? "")));

  it("has each key of its configurations", () => {
    const rows = tableRows(page, ["key there", "key here", "what differs"]);
    const documented = new Set(rows.flatMap(([cell = ""]) => codeIn(cell)));
    for (const key of TESTED.flatMap((config) => keysOf(JSON.parse(config)))) {
      const last = key.split(".").at(-1) ?? "";
      assert.ok(documented.has(key) || (key.startsWith("watchdog.") && documented.has(last)), `${key} is missing`);
    }
  });

  it("shows annotations that make the same of the mounts", () => {
    const annotations = parse(text("yaml")) as Readonly<Record<string, string>>;
    const paths = parseAnnotation("paths", annotations[annotationKey("paths")] ?? "");
    const mounts = parseAnnotation("mounts", annotations[annotationKey("mounts")] ?? "");
    assert.ok(paths.ok && mounts.ok);
    const overrides = JSON.parse(annotations[annotationKey("mounts")] ?? "") as readonly { readonly path: string }[];
    const asConfig = {
      mounts: paths.value.map((path) => ({ path, ...overrides.find((one) => one.path === path) })),
    };
    const [made, meant] = [asConfig, JSON.parse(text("json")) as unknown].map((config) => {
      const checked = checkMonitorConfig(config);
      assert.ok(checked.ok);
      return checked.config.mounts.map((mount) => ({ ...mount, name: "" }));
    });
    assert.deepEqual(made, meant);
  });
});

/** `mounts[].path`, `watchdog.enabled` */
function keysOf(value: unknown, prefix = ""): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => keysOf(item, `${prefix}[]`));
  if (typeof value !== "object" || value === null) return [prefix];
  return Object.entries(value).flatMap(([key, inner]) => keysOf(inner, prefix === "" ? key : `${prefix}.${key}`));
}
