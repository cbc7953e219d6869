import assert from "node:assert/strict";
import {
  ANNOTATION_NAMES,
  annotationKey,
  annotationName,
  decodeMonitorConfig,
  encodeMonitorConfig,
  formatDuration,
  formatElapsed,
  formatPodStatus,
  formatTime,
  nearestKey,
  parseAnnotation,
  parseDuration,
  parseTime,
  readPodStatus,
  STATUS_ANNOTATION,
} from "@mount-monitor/contract";
import { readPause } from "../../../sidecar/src/core/restart/pause.ts";
import type { Target } from "../engine/target.ts";
import { assertSentence, assertSentences } from "./assert-sentence.ts";

const duration: Target = {
  name: "duration",
  holds: "it is refused with a reason, or it is a number that is written and read back to itself",
  covers: ["packages/contract/src/duration.ts"],
  words: ["ms", "s", "m", "h", "1m30s", "1.5h", "0.001s"],
  run(text) {
    const parsed = parseDuration(text);
    if (!parsed.ok) return assertSentence(parsed.error);
    assert.ok(Number.isSafeInteger(parsed.ms) && parsed.ms >= 0);
    assert.deepEqual(parseDuration(formatDuration(parsed.ms)), parsed);
    assert.ok(parseDuration(formatElapsed(parsed.ms)).ok);
  },
};

const time: Target = {
  name: "time",
  holds: "it is no time, or one that is written and read back to itself",
  covers: ["packages/contract/src/time.ts"],
  words: ["T", "Z", "+01:00", "2024-02-29", "23:59:60", ".999999999"],
  run(text) {
    const ms = parseTime(text);
    if (ms === undefined) return;
    assert.ok(Number.isSafeInteger(ms));
    // Before 1970 is taken, and written as 1970: no clock of ours has such a time.
    if (ms >= 0) assert.equal(parseTime(formatTime(ms)), ms);
  },
};

/** Whatever the webhook takes for a pause, the monitor has to understand. */
function assertUnderstood(value: string): void {
  const { t } = readPause({ value, seenMs: 0 }, 0, 0);
  assert.notEqual(t, "malformed", "the webhook takes a pause that the monitor does not understand");
}

const annotation: Target = {
  name: "annotation",
  holds: "each annotation takes it or refuses it with a reason, and what its parser gives is the same each time",
  covers: [
    "packages/contract/src/annotation-parsers.ts",
    "packages/contract/src/annotations.ts",
    "packages/contract/src/annotation-key.ts",
    "packages/contract/src/nearest-key.ts",
  ],
  words: ["3 per 1h", "unlimited", "hung,dead", '{"limits":{"memory":"64Mi"}}', "1000:1000", "2027-01-31T12:00:00Z"],
  run(text) {
    for (const name of ANNOTATION_NAMES) {
      const parsed = parseAnnotation(name, text);
      if (!parsed.ok) assertSentence(parsed.error);
      else assert.deepEqual(parseAnnotation(name, text), parsed);
      if (name === "pause" && parsed.ok && parsed.value !== undefined) assertUnderstood(text);
    }
    annotationName(text);
    nearestKey(text.slice(0, 100), ANNOTATION_NAMES.map(annotationKey));
  },
};

const monitorConfig: Target = {
  name: "monitor-config",
  holds: "it is refused with sentences, or it is written and read back to the same",
  covers: [
    "packages/contract/src/decode-monitor-config.ts",
    "packages/contract/src/encode-monitor-config.ts",
    "packages/contract/src/milliseconds.ts",
    "packages/contract/src/schema-error.ts",
    "packages/contract/src/generated/validate-monitor-config.ts",
  ],
  words: ["/mnt/media", "3 per 1h", "unlimited", "30s", "0", "delete", "restart", "unready", "report"],
  run(text) {
    const decoded = decodeMonitorConfig(text);
    if (!decoded.ok) return assertSentences(decoded.errors);
    assert.deepEqual(decodeMonitorConfig(JSON.stringify(encodeMonitorConfig(decoded.config))), decoded);
  },
};

const podStatus: Target = {
  name: "pod-status",
  holds: "it is none of ours, or it is written and read back to the same",
  covers: ["packages/contract/src/pod-status.ts"],
  run(text) {
    const read = readPodStatus({ [STATUS_ANNOTATION]: text });
    if (read !== undefined) assert.deepEqual(readPodStatus({ [STATUS_ANNOTATION]: formatPodStatus(read) }), read);
  },
};

export const CONTRACT_TARGETS: readonly Target[] = [duration, time, annotation, monitorConfig, podStatus];
