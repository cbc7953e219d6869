import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { loadConfig } from "./load-config.ts";

const INLINE = '{"mounts":[{"path":"/mnt/test"}],"httpPort":9000,"logLevel":"warn","logFormat":"text"}';
const errorsOf = (values: Record<string, string>, inline = INLINE) => {
  const loaded = loadConfig(values, inline);
  return loaded.ok ? [] : loaded.errors;
};

describe("loadConfig", () => {
  it("takes the file's values where no flag says otherwise", () => {
    const loaded = loadConfig({}, INLINE);
    assert.deepEqual(
      loaded.ok && [loaded.config.httpPort, loaded.config.logLevel, loaded.config.logFormat, loaded.origin],
      [9000, "warn", "text", "MOUNT_MONITOR_CONFIG"],
    );
  });
  it("takes a flag over the file, in any case of letters", () => {
    const loaded = loadConfig({ "http-port": "0", "log-level": "DEBUG", "log-format": "Json" }, INLINE);
    assert.deepEqual(loaded.ok && [loaded.config.httpPort, loaded.config.logLevel, loaded.config.logFormat], [
      0,
      "debug",
      "json",
    ]);
  });

  const bad: ReadonlyArray<readonly [values: Record<string, string>, errors: readonly string[]]> = [
    [{ "http-port": "http" }, ['--http-port is "http", but must be a port from 0 to 65535']],
    [{ "http-port": "65536" }, ['--http-port is "65536", but must be a port from 0 to 65535']],
    [{ "http-port": "-1" }, ['--http-port is "-1", but must be a port from 0 to 65535']],
    [{ "http-port": "" }, ['--http-port is "", but must be a port from 0 to 65535']],
    [
      { "log-level": "debgu" },
      ['--log-level is "debgu", but must be one of debug, info, warn, error; did you mean debug?'],
    ],
    [{ "log-format": "xml" }, ['--log-format is "xml", but must be one of json, text']],
    [
      { "log-level": "all", "log-format": "tex" },
      [
        '--log-level is "all", but must be one of debug, info, warn, error',
        '--log-format is "tex", but must be one of json, text; did you mean text?',
      ],
    ],
  ];
  for (const [values, errors] of bad) it(JSON.stringify(values), () => assert.deepEqual(errorsOf(values), errors));

  it("names where a wrong value stands", () => {
    assert.deepEqual(errorsOf({}, '{"mounts":[]}'), [
      "failed to read MOUNT_MONITOR_CONFIG: mounts is [], but must be a list of 1 to 64 mounts",
    ]);
    assert.match(errorsOf({}, "{").join(), /^failed to read MOUNT_MONITOR_CONFIG: it is not valid JSON: /);
  });
  it("never throws", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.json()),
        fc.string(),
        (text, port) => void loadConfig({ "http-port": port }, `{${text}`),
      ),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => void loadConfig({}, JSON.stringify({ mounts: value, watchdog: value }))),
    );
  });
});
