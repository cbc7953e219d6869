import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readCommands } from "./shell-commands.ts";

describe("commands of a shell", () => {
  const table: ReadonlyArray<readonly [text: string, commands: readonly (readonly string[])[]]> = [
    ["", []],
    ["# nothing", []],
    ["make build    # first", [["make", "build"]]],
    ["make build && npm test; ls | wc -l", [["make", "build"], ["npm", "test"], ["ls"], ["wc", "-l"]]],
    ["helm install a \\\n  --set b=c\nls", [["helm", "install", "a", "--set", "b=c"], ["ls"]]],
    [`a 'b c' "d $e" f\\ g`, [["a", "b c", "d $e", "f g"]]],
    [`a -p '[{"op":"remove"}]'`, [["a", "-p", '[{"op":"remove"}]']]],
    [`a "x \\"y\\""`, [["a", 'x "y"']]],
    ["a b#c", [["a", "b#c"]]],
    ["echo 1 > /sys/x 2>&1 >> y", [["echo", "1"]]],
    ["A=1 B='2 3' make x", [["make", "x"]]],
    ['sudo env "PATH=$PATH" make kind-test', [["make", "kind-test"]]],
    ['run() { node a.cjs "$@"; }', [["node", "a.cjs", "$@"]]],
    ['export PATH="$(tools/x.sh y):$PATH"', [["export", "PATH=$(tools/x.sh y):$PATH"]]],
    ["a $(b c) d", [["a", "$(b c)", "d"]]],
  ];
  for (const [text, commands] of table) {
    it(`of ${JSON.stringify(text)}`, () => assert.deepEqual(readCommands(text), commands));
  }

  it("throw where a quote has no end", () => assert.throws(() => readCommands("echo 'it"), /a quote has no end: 'it/));
});
