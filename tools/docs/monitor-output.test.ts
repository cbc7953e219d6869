/** What the documentation shows of `mount-monitor`, and what it prints here: times, sizes and file systems may differ. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { pages, root } from "./pages.ts";
import { commandsOf } from "./shell-commands.ts";

const MAIN = path.join(root, "sidecar/src/main.ts");
/** Where the pages have their folder. */
const SHOWN_FOLDER = "/tmp/mm";
const LIMIT_MS = 60_000;

/** Of the README and of the page of the program, as far as it ends or says all that is shown. */
const shown = ["README.md", "docs/sidecar.md"].flatMap((file) =>
  (pages.get(file)?.blocks ?? [])
    .filter(({ text }) => text.startsWith("$ mount-monitor "))
    .map(({ text, line }) => ({ place: `${file}:${line}`, text })),
);

describe("what is shown of the monitor", () => {
  it("is there", () => assert.ok(shown.length >= 3));

  for (const { place, text } of shown) {
    it(`${place} is what it prints`, async () => {
      const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-docs-"));
      try {
        const [, ...lines] = text.split("\n");
        const [[, ...args] = []] = commandsOf({ language: "text", text });
        const media = path.join(folder, "media");
        mkdirSync(media);
        const config = { mounts: [{ path: media, ...(args.includes("gate") ? {} : { name: "media" }) }] };
        writeFileSync(path.join(folder, "config.json"), JSON.stringify(config));
        if (lines.some((line) => line.includes("mount healthy"))) writeFileSync(path.join(media, ".health-check"), "");
        const placed = args.map((word) => (word === "18080" ? "0" : word.replace(SHOWN_FOLDER, folder)));
        const printed = await outputOf(placed, folder, lines.length);
        assert.equal(printed.length, lines.length, printed.join("\n"));
        for (const [index, line] of lines.entries())
          assert.match((printed[index] ?? "").replaceAll(folder, SHOWN_FOLDER), patternOf(line));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
});

/** Lines of both channels, in the order in which they came; a program that goes on is stopped once it has said enough. */
function outputOf(args: readonly string[], cwd: string, enough: number): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd,
      env: { PATH: process.env["PATH"] },
      timeout: LIMIT_MS,
    });
    let output = "";
    const lines = () => output.split("\n").slice(0, -1);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text: string) => {
        output += text;
        if (lines().length >= enough && child.exitCode === null) child.kill();
      });
    }
    child.on("error", reject);
    child.on("close", () => resolve(lines().slice(0, enough)));
  });
}

function patternOf(line: string): RegExp {
  const pattern = line
    .replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll(/ +/g, " +")
    .replaceAll("…", ".*")
    .replaceAll(/\d+(?:\\\.\d+)?(?:ms|s)\b/g, "[\\d.ms]+")
    .replaceAll(/\d+/g, "\\d+")
    .replaceAll(/\bext\\d\+/g, "\\w+")
    .replace(/version=\S+/, "version=\\S+");
  return new RegExp(`^${pattern}$`);
}
