import assert from "node:assert/strict";
import { it } from "node:test";
import type { Unit } from "./figure.ts";
import { formatValue } from "./format-value.ts";

const cases: ReadonlyArray<readonly [number, Unit, string]> = [
  [0.0456, "ms", "0.046 ms"],
  [0.000_052_4, "ms", "0.000052 ms"],
  [-0.004, "MB", "-0.004 MB"],
  [1.234, "ms", "1.23 ms"],
  [48.26, "MB", "48.3 MB"],
  [100.4, "MB", "100 MB"],
  [286, "KiB", "286 KiB"],
  [0, "count", "0"],
  [-0.26, "MB", "-0.260 MB"],
  [-1234, "count", "-1,234"],
  [1_234_567.8, "instructions", "1,234,568 instr"],
  [8123.4, "per second", "8,123/s"],
  [0.05, "percent", "0.050 %"],
  [1.08, "ratio", "1.08x"],
  [Number.NaN, "ms", "no number ms"],
];
for (const [value, unit, text] of cases)
  it(`writes ${value} in ${unit} as ${text}`, () => assert.equal(formatValue(value, unit), text));
