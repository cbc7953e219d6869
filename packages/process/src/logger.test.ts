import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LogFormat, LogLevel } from "@mount-monitor/contract";
import { createLogger } from "./logger.ts";

function capture(level: LogLevel, format: LogFormat) {
  const out: string[] = [];
  const err: string[] = [];
  const logger = createLogger(
    { level, format },
    { out: { write: (line) => out.push(line) }, err: { write: (line) => err.push(line) } },
  );
  return { ...logger, out, err };
}

describe("createLogger", () => {
  it("writes JSON lines with time, level in capitals, msg and the keys", () => {
    const { log, err } = capture("info", "json");
    log.warn({ mount: "/mnt/debrid", failureCount: 3 }, "mount unhealthy");
    const [line = ""] = err;
    assert.match(
      line,
      /^\{"level":"WARN","time":"\d{4}-\d\d-\d\dT[\d:.]+Z","mount":"\/mnt\/debrid","failureCount":3,"msg":"mount unhealthy"\}\n$/,
    );
  });

  it("sends debug and info to stdout, warn and error to stderr, each once", () => {
    const { log, out, err } = capture("debug", "json");
    for (const level of ["debug", "info", "warn", "error"] as const) log[level]({}, level);
    const levels = (lines: string[]) => lines.map((line) => (JSON.parse(line) as { level: string }).level);
    assert.deepEqual(
      [levels(out), levels(err)],
      [
        ["DEBUG", "INFO"],
        ["WARN", "ERROR"],
      ],
    );
  });

  it("leaves out what is below the level, also after the level changed", () => {
    const { log, set, out } = capture("warn", "json");
    log.info({}, "no");
    set({ level: "info", format: "text" });
    log.info({ port: 8080 }, "yes");
    assert.equal(out.length, 1);
    assert.match(out[0] ?? "", /^\S+Z INFO {2}yes {2}port=8080\n$/);
  });

  it("tells an error with its stack", () => {
    const { log, err } = capture("info", "json");
    log.error({ err: new TypeError("no such thing"), port: 1 }, "bug");
    const line = JSON.parse(err[0] ?? "") as { err: Record<string, string>; port: number };
    assert.deepEqual([line.err["type"], line.err["message"], line.port], ["TypeError", "no such thing", 1]);
    assert.match(line.err["stack"] ?? "", /logger\.test\.ts/);
  });

  it("keeps the line of a field that cannot be written", () => {
    const { log, err } = capture("info", "json");
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;
    log.error({ circular }, "seen");
    const line = JSON.parse(err[0] ?? "") as Record<string, string>;
    assert.equal(line["msg"], "seen");
    assert.match(line["unwritable"] ?? "", /circular/);
  });

  it("does not let a value forge a line in text", () => {
    const { log, out } = capture("info", "text");
    log.info({ path: "/mnt\n2026 ERROR forged" }, "seen");
    assert.equal(out[0]?.trimEnd().split("\n").length, 1);
  });
});
