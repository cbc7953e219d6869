import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { decodeMonitorConfig } from "./decode-monitor-config.ts";

const FOLDER = path.join(import.meta.dirname, "../testdata/config");

/** By rule: what is said about `testdata/config/invalid-<rule>.json`. */
const MESSAGES: Readonly<Record<string, readonly string[]>> = {
  "allow-empty": ['allowEmpty is "yes", but must be true or false'],
  "budget-none": [
    'watchdog.budget is "0 per 1h", but must be a number of restarts per duration, such as 3 per 1h, or unlimited',
  ],
  "budget-notation": [
    'watchdog.budget is "3/1h", but must be a number of restarts per duration, such as 3 per 1h, or unlimited',
  ],
  "budget-range": ['the duration of watchdog.budget "3 per 25h" is "25h", but must be from 1s to 24h'],
  "canary-file-absolute": [
    'canaryFile is "/etc/passwd", but must be a path below the mount without a leading slash and without . or .. segments, such as .health-check',
  ],
  "canary-file-folder": [
    'canaryFile is "folder/", but must be a path below the mount without a leading slash and without . or .. segments, such as .health-check',
  ],
  "canary-file-parent": [
    'mounts[0].canaryFile is "a/../../etc/passwd", but must be a path below the mount without a leading slash and without . or .. segments, such as .health-check',
  ],
  "canary-file-parent-after-line-break": [
    'mounts[0].canaryFile is "a\\n/../../etc/passwd", but must be a path below the mount without a leading slash and without . or .. segments, such as .health-check',
  ],
  "check-interval-in-mount": ['mounts[0].checkInterval is "61m", but must be from 10ms to 1h'],
  "check-interval-notation": [
    'checkInterval is "5 seconds", but must be a duration from 10ms to 1h, such as 500ms, 30s or 1m30s',
  ],
  "check-interval-number": ["checkInterval is 5, but must be a duration from 10ms to 1h, such as 500ms, 30s or 1m30s"],
  "check-interval-range": ['checkInterval is "9ms", but must be from 10ms to 1h'],
  "check-interval-range-unused": ['checkInterval is "2h", but must be from 10ms to 1h'],
  "check-type": ['checkType is "stat", but must be one of auto, canary, directory, read'],
  "failure-threshold": ["failureThreshold is 0, but must be a whole number from 1 to 1000"],
  "failure-threshold-fraction": ["failureThreshold is 2.5, but must be a whole number from 1 to 1000"],
  "failure-threshold-in-mount": ["mounts[0].failureThreshold is -1, but must be a whole number from 0 to 1000"],
  force: ["watchdog.force is 1, but must be true or false"],
  "http-port": ["httpPort is 65536, but must be a port from 0 to 65535"],
  json: [`it is not valid JSON: Unexpected token ']', ..."t/media"},]}\n" is not valid JSON`],
  "log-format": ['logFormat is "xml", but must be one of json, text'],
  "log-level": ['logLevel is "trace", but must be one of debug, info, warn, error'],
  "max-retries": ["watchdog.maxRetries is 0, but must be a whole number from 1 to 100"],
  mode: ['mode is "watch", but must be one of enforce, observe'],
  "more-than-ten": [
    'mounts[0].checkInterval is "2h", but must be from 10ms to 1h',
    'mounts[1].checkInterval is "2h", but must be from 10ms to 1h',
    'mounts[2].checkInterval is "2h", but must be from 10ms to 1h',
    'mounts[3].checkInterval is "2h", but must be from 10ms to 1h',
    'mounts[4].checkInterval is "2h", but must be from 10ms to 1h',
    'mounts[5].checkInterval is "2h", but must be from 10ms to 1h',
    'mounts[6].checkInterval is "2h", but must be from 10ms to 1h',
    'mounts[7].checkInterval is "2h", but must be from 10ms to 1h',
    'mounts[8].checkInterval is "2h", but must be from 10ms to 1h',
    'mounts[9].checkInterval is "2h", but must be from 10ms to 1h',
    "and 2 more",
  ],
  "mount-kind": ['mounts[0] is "/mnt/media", but must be an object with at least a path'],
  "mount-without-path": [
    "mounts[1].path is missing; it must be an absolute path without . or .. segments, such as /mnt/media",
  ],
  "mounts-empty": ["mounts is [], but must be a list of 1 to 64 mounts"],
  "mounts-kind": ['mounts is "/mnt/media", but must be a list of 1 to 64 mounts'],
  "mounts-too-many": [
    'mounts is [{"path":"/mnt/0","onFailure":"restart"},{"path":"/mnt/1"…, but must be a list of 1 to 64 mounts',
  ],
  "name-empty": ['mounts[0].name is "", but must be a name of 1 to 128 characters'],
  "no-mounts": ["mounts is missing; it must be a list of 1 to 64 mounts"],
  "not-an-object": ["it is [1], but must be a JSON object"],
  "on-failure": ['mounts[0].onFailure is "reboot", but must be one of restart, unready, report'],
  "path-empty": ['mounts[0].path is "", but must be an absolute path without . or .. segments, such as /mnt/media'],
  "path-nul": [
    'mounts[0].path is "/mnt/\\u0000", but must be an absolute path without . or .. segments, such as /mnt/media',
  ],
  "path-parent": [
    'mounts[0].path is "/mnt/../etc", but must be an absolute path without . or .. segments, such as /mnt/media',
  ],
  "path-parent-after-line-break": [
    'mounts[0].path is "/mnt\\n/../etc", but must be an absolute path without . or .. segments, such as /mnt/media',
  ],
  "path-relative": [
    'mounts[0].path is "mnt/media", but must be an absolute path without . or .. segments, such as /mnt/media',
  ],
  "path-too-long": [
    'mounts[0].path is "/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…, but must be an absolute path without . or .. segments, such as /mnt/media',
  ],
  "path-twice": ['mounts[1].path "/mnt/media" is already mounts[0].path; remove one of them'],
  "pod-info-dir": ['podInfoDir is "", but must be an absolute path'],
  "probe-file": [
    'probeFile is "../large.mkv", but must be a path below the mount without a leading slash and without . or .. segments, such as movies/large.mkv',
  ],
  "probe-nonce": ['probeNonce is "A/B", but must be 1 to 63 lower-case letters and digits'],
  "read-timeout-notation": ['readTimeout is "-5s", but must be a duration from 1ms to 1h, such as 500ms, 30s or 1m30s'],
  "read-timeout-range": ['mounts[0].readTimeout is "0", but must be from 1ms to 1h'],
  "read-without-probe-file": [
    'mounts[0] has checkType "read" but no probeFile; name a large file on the mount, such as "probeFile": "movies/large.mkv"',
  ],
  "recent-restarts-calendar": [
    'watchdog.recentRestarts[0] is "2026-02-30T12:00:00Z", but must be a time such as 2026-01-31T12:00:00Z',
  ],
  "recent-restarts-notation": [
    'watchdog.recentRestarts[0] is "yesterday", but must be a time such as 2026-01-31T12:00:00Z',
  ],
  "restart-delay-range": ['watchdog.restartDelay is "25h", but must be from 0s to 24h'],
  "restart-on-fault": ['watchdog.restartOn[1] is "tired", but must be one of dead, hung, backend, missing, denied'],
  "restart-on-kind": ['watchdog.restartOn is "dead", but must be a list of dead, hung, backend, missing, denied'],
  "retry-backoff-initial-range": ['watchdog.retryBackoffInitial is "0s", but must be from 1ms to 1h'],
  "retry-backoff-max-range": ['watchdog.retryBackoffMax is "2h", but must be from 1ms to 1h'],
  "retry-backoff-order": [
    'watchdog.retryBackoffInitial "20s" is longer than watchdog.retryBackoffMax "10s"; make it the shorter one',
  ],
  several: [
    'mounts[0].path is "media", but must be an absolute path without . or .. segments, such as /mnt/media',
    "mode is 1, but must be one of enforce, observe",
    "httpPort is -1, but must be a port from 0 to 65535",
  ],
  "shutdown-timeout": ['shutdownTimeout is "2h", but must be from 0s to 1h'],
  "state-dir-on-mount": [
    'stateDir "/mnt/media//state/" lies on mounts[0].path "/mnt/media"; choose a directory that no monitored mount can take away',
  ],
  "state-dir-parent": [
    'stateDir is "/run/../mnt/media", but must be an absolute path without . or .. segments, such as /run/mount-monitor',
  ],
  "state-dir-relative": [
    'stateDir is "state", but must be an absolute path without . or .. segments, such as /run/mount-monitor',
  ],
  "unknown-key": ['unknown key "chekInterval"; did you mean checkInterval?'],
  "unknown-key-far": [
    'unknown key "colour"; known keys are mounts, checkInterval, readTimeout, failureThreshold, checkType, canaryFile, probeFile, allowEmpty, mode, httpPort, shutdownTimeout, logLevel, logFormat, stateDir, podInfoDir, probeNonce, workload, watchdog',
  ],
  "unknown-key-in-mount": ['mounts[0] has an unknown key "pth"; did you mean path?'],
  "unknown-key-in-watchdog": ['watchdog has an unknown key "restart_delay"; did you mean restartDelay?'],
  "watchdog-action": ['watchdog.action is "kill", but must be one of delete, evict, in-place, none'],
  "watchdog-enabled": ['watchdog.enabled is "true", but must be true or false'],
  "watchdog-kind": ["watchdog is true, but must be an object"],
  workload: ['workload is "", but must be a name such as Deployment/plex'],
};

describe("an invalid configuration", () => {
  for (const [rule, errors] of Object.entries(MESSAGES)) {
    it(rule, () => {
      const text = fs.readFileSync(path.join(FOLDER, `invalid-${rule}.json`), "utf8");
      assert.deepEqual(decodeMonitorConfig(text), { ok: false, errors });
    });
  }
  it("has a file and a row for each rule", () => {
    const files = fs.readdirSync(FOLDER).filter((file) => file.startsWith("invalid-"));
    assert.deepEqual(
      files.toSorted(),
      Object.keys(MESSAGES)
        .map((rule) => `invalid-${rule}.json`)
        .toSorted(),
    );
  });
});
