import assert from "node:assert/strict";
import { it } from "node:test";
import { readTotal } from "./strace.ts";

const lines: ReadonlyArray<readonly [string, number | undefined]> = [
  ["100.00    0.000310           9        33         1 total", 33],
  ["100.00    0.000310           9       330           total", 330],
  [" 17.10    0.000053           6         8           mmap", undefined],
  ["100.00    0.000053           6         8           mmap", undefined],
  ["strace: Process 1 attached with 7 threads", undefined],
];
for (const [line, total] of lines) it(`finds ${total} in: ${line}`, () => assert.equal(readTotal(line), total));
