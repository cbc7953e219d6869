import assert from "node:assert/strict";

/** A line that stands for any number of others: `…`, with whatever a diff has before it, or `… 12 lines`. */
const LEFT_OUT = /^[+\- ]*…(?: \d+ lines)?$/;

/** Fails unless the lines are what was printed. Lines may be left out, and the end of one may be cut by ` …`. */
export function matchesOutput(shown: readonly string[], output: string): void {
  const printed = output.split("\n");
  let at = 0;
  let gap = false;
  for (const line of shown) {
    if (LEFT_OUT.test(line)) {
      gap = true;
      continue;
    }
    const found = gap ? printed.findIndex((candidate, index) => index >= at && isShownBy(line, candidate)) : at;
    const candidate = printed[found] ?? "(nothing)";
    assert.ok(
      isShownBy(line, candidate),
      `shown is\n${line}\nbut the program prints\n${gap ? "no such line" : candidate}`,
    );
    at = found + 1;
    gap = false;
  }
  assert.ok(gap || printed.slice(at).every((line) => line === ""), "the program prints more; say so by a line with …");
}

function isShownBy(line: string, printed: string): boolean {
  return line.endsWith(" …") ? printed.startsWith(line.slice(0, -2)) : line === printed;
}
