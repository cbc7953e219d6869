import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { readConfigText } from "./read-config-text.ts";

let folder = "";
before(() => (folder = fs.mkdtempSync(path.join(tmpdir(), "mount-monitor-config-"))));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Buffer, mode = 0o644): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, content);
  fs.chmodSync(file, mode);
  return file;
}
const errorOf = (file: string | undefined, inline?: string) => {
  const read = readConfigText(file, inline);
  return read.ok ? undefined : read.error;
};

describe("readConfigText", () => {
  it("reads a file", () => {
    const file = write("good.json", "{}");
    assert.deepEqual(readConfigText(file, undefined), { ok: true, origin: file, text: "{}", warnings: [] });
  });
  it("reads the variable where no file is named", () => {
    assert.deepEqual(readConfigText(undefined, ' {"a":1}'), {
      ok: true,
      origin: "MOUNT_MONITOR_CONFIG",
      text: ' {"a":1}',
      warnings: [],
    });
  });
  it("prefers the file that is named to the variable", () => {
    const file = write("named.json", "{}");
    assert.equal(readConfigText(file, '{"a":1}').ok && file, file);
  });
  it("takes a byte order mark for nothing", () => {
    const read = readConfigText(write("bom.json", "\ufeff{}"), undefined);
    assert.equal(read.ok && read.text, "{}");
  });
  it("warns of a file that everyone can write", () => {
    const file = write("open.json", "{}", 0o666);
    const read = readConfigText(file, undefined);
    assert.deepEqual(read.ok && read.warnings, [
      `${file} can be written by everyone on this machine; do: chmod o-w ${file}`,
    ]);
  });
  it("takes exactly 1 MiB, and not one byte more", () => {
    assert.equal(errorOf(write("full.json", " ".repeat(1024 * 1024))), undefined);
    const file = write("large.json", " ".repeat(1024 * 1024 + 1));
    assert.equal(
      errorOf(file),
      `failed to read ${file}: it is larger than 1 MiB; name the mounts alone, not what is on them`,
    );
  });
  it("refuses what is not UTF-8", () => {
    const file = write("latin.json", Buffer.from([0x7b, 0xe9, 0x7d]));
    assert.equal(errorOf(file), `failed to read ${file}: it is not UTF-8; save it as UTF-8`);
  });
  it("says what to do where there is no file", () => {
    const file = path.join(folder, "none.json");
    assert.equal(
      errorOf(file),
      `failed to read ${file}: there is no such file; write one, such as {"mounts":[{"path":"/mnt/media"}]}, name another with --config, or set MOUNT_MONITOR_CONFIG`,
    );
  });
  it("refuses a directory, and a FIFO without waiting for its writer", () => {
    assert.equal(errorOf(folder), `failed to read ${folder}: it is not a regular file; name one with --config`);
    const fifo = path.join(folder, "fifo");
    execFileSync("mkfifo", [fifo]);
    assert.equal(errorOf(fifo), `failed to read ${fifo}: it is not a regular file; name one with --config`);
  });
  it("says that the variable holds no path", () => {
    assert.equal(
      errorOf(undefined, "/app/config.json"),
      "failed to read MOUNT_MONITOR_CONFIG: it must hold the configuration itself, as JSON; for a file use --config or MOUNT_MONITOR_CONFIG_FILE",
    );
  });
});
