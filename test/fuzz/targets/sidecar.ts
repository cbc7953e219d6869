import assert from "node:assert/strict";
import { checkMonitorConfig, type MonitorConfig } from "@mount-monitor/contract";
import { classifyAnswer } from "../../../sidecar/src/core/kube/classify-answer.ts";
import { deletePodRequest, evictPodRequest, type KubeRequest } from "../../../sidecar/src/core/kube/pod-request.ts";
import { entryAt, indexMounts, isAtOrBelow, parseMountTable } from "../../../sidecar/src/core/mount/mount-table.ts";
import { identityChange, identityOf } from "../../../sidecar/src/core/mount/mount-identity.ts";
import { parsePodInfo } from "../../../sidecar/src/core/pod-info.ts";
import { readPause } from "../../../sidecar/src/core/restart/pause.ts";
import { parseTrial, readTrial } from "../../../sidecar/src/core/self-test/trial.ts";
import { decodeMonitorMemory, encodeMonitorMemory } from "../../../sidecar/src/core/state/monitor-memory.ts";
import { decodeMountRecord, encodeMountRecord } from "../../../sidecar/src/core/state/mount-record.ts";
import { recall } from "../../../sidecar/src/core/state/recall.ts";
import type { Target } from "../engine/target.ts";
import { assertSentence } from "./assert-sentence.ts";

const NOW_MS = 1_000_000;
const WALL_MS = 1_800_000_000_000;

const mountTable: Target = {
  name: "mount-table",
  holds: "each line gives at most one mount, and the mount of a path lies on the way to it",
  covers: ["sidecar/src/core/mount/mount-table.ts", "sidecar/src/core/mount/mount-identity.ts"],
  words: [" - fuse.rclone remote: rw", "master:7", "\\040", "\\134", "/mnt/media", "0:52", " - "],
  run(text) {
    const entries = parseMountTable(text);
    assert.ok(entries.length <= text.split("\n").length);
    const table = indexMounts(entries);
    for (const path of ["/mnt/media/films", "/", ...entries.slice(0, 5).map(({ mountPoint }) => mountPoint)]) {
      const entry = entryAt(table, path);
      if (entry === undefined) continue;
      assert.ok(isAtOrBelow(path, entry.mountPoint), `${entry.mountPoint} is not on the way to ${path}`);
      assert.equal(identityChange(identityOf(entry), identityOf(entry)), undefined);
    }
  },
};

function configOfPaths(paths: readonly string[]): MonitorConfig {
  const checked = checkMonitorConfig({ mounts: paths.map((path) => ({ path })), watchdog: { action: "delete" } });
  if (!checked.ok) throw new Error(checked.errors.join("; "));
  return checked.config;
}
const CONFIG = configOfPaths(["/mnt/media", "/mnt/books"]);
const ORIGIN = { start: "boot sandbox", namespace: "mnt:[1]" };

const monitorMemory: Target = {
  name: "monitor-memory",
  holds: "it counts as damaged, or is written and read back to the same, and the monitor can begin with it",
  covers: ["sidecar/src/core/state/monitor-memory.ts", "sidecar/src/core/state/recall.ts"],
  run(text) {
    const memory = decodeMonitorMemory(text);
    if (memory === undefined) return;
    const written = encodeMonitorMemory(memory);
    assert.equal(encodeMonitorMemory(decodeMonitorMemory(written) ?? memory), written);
    const state = recall({ config: CONFIG, memory, record: undefined, origin: memory.origin }, NOW_MS, WALL_MS);
    assert.deepEqual(
      state.tracks.map(({ config }) => config.path),
      ["/mnt/media", "/mnt/books"],
    );
    assert.ok(state.watchdog.history.every((ms) => ms <= NOW_MS));
  },
};

const mountRecord: Target = {
  name: "mount-record",
  holds: "it counts as damaged, or is written and read back to the same, and the monitor can begin with it",
  covers: ["sidecar/src/core/state/mount-record.ts"],
  run(text) {
    const record = decodeMountRecord(text);
    if (record === undefined) return;
    assert.deepEqual(decodeMountRecord(encodeMountRecord(record)), record);
    recall({ config: CONFIG, memory: undefined, record, origin: ORIGIN }, NOW_MS, WALL_MS);
  },
};

const podInfo: Target = {
  name: "pod-info",
  holds: "each line gives at most one entry, and whatever the pause says, it is one of three things",
  covers: ["sidecar/src/core/pod-info.ts", "sidecar/src/core/restart/pause.ts"],
  words: ['mount-monitor.io/pause="', '"\n', "\\u00e4", "\\x07", "\\U0001f4be", "\\n", "1h", "2027-01-31T12:00:00Z"],
  run(text) {
    const info = parsePodInfo(text);
    assert.ok(info.size <= text.split("\n").length);
    const value = info.get("mount-monitor.io/pause");
    if (value === undefined) return;
    const pause = readPause({ value, seenMs: NOW_MS }, NOW_MS, WALL_MS);
    if (pause.t === "paused" && pause.untilMs !== undefined) assert.ok(Number.isFinite(pause.untilMs));
  },
};

const POD = { namespace: "media", name: "plex-0", uid: "u1" };
const EVENT: KubeRequest = { ...deletePodRequest(POD), purpose: "write an event", verb: "create", resource: "events" };
const REQUESTS: readonly KubeRequest[] = [deletePodRequest(POD), evictPodRequest(POD), EVENT];

const apiAnswer: Target = {
  name: "api-answer",
  holds: "it is one of five ends, with one sentence, and puts the monitor off for ten minutes at most",
  covers: [
    "sidecar/src/core/kube/classify-answer.ts",
    "sidecar/src/core/kube/read-status.ts",
    "sidecar/src/core/self-test/trial.ts",
  ],
  words: [
    '{"kind":"Status"',
    "DisruptionBudget",
    "NamespaceTerminating",
    "precondition failed: UID",
    "NotFound",
    "Expired",
  ],
  /** First line: status and Retry-After; then the body. */
  run(text) {
    const [, code = "200", retryAfter, body = text] = /^(\d{3}) ?(.*)\n([^]*)$/.exec(text) ?? [];
    const answer = { status: Number(code), body, ...(retryAfter ? { retryAfter } : {}) };
    for (const request of REQUESTS) {
      const result = classifyAnswer(request, answer);
      const trial = readTrial(result);
      assert.deepEqual(parseTrial(JSON.stringify(trial)), trial);
      if (result.t === "ok") continue;
      assertSentence(result.message);
      assert.ok(result.message.length < 2_000);
      if (result.t !== "throttled" || result.retryAfterMs === undefined) continue;
      assert.ok(result.retryAfterMs > 0 && result.retryAfterMs <= 600_000);
    }
  },
};

const trial: Target = {
  name: "trial",
  holds: "the line of the child is a verdict or none",
  covers: ["sidecar/src/core/self-test/trial.ts"],
  run(text) {
    const parsed = parseTrial(text);
    if (parsed !== undefined) assert.deepEqual(parseTrial(JSON.stringify(parsed)), parsed);
  },
};

export const SIDECAR_TARGETS: readonly Target[] = [mountTable, monitorMemory, mountRecord, podInfo, apiAnswer, trial];
