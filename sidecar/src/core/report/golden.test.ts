import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { FAULTS, MOUNT_STATUSES } from "@mount-monitor/contract";
import fc from "fast-check";
import type { RestartPlan } from "../restart/restart-plan.ts";
import { HOLD_REASONS } from "../restart/hold.ts";
import { RCLONE, sampleConfig } from "../simulation/samples.ts";
import { newMonitor } from "../monitor.ts";
import { countDuration, countFailure, DURATION_BOUNDS_S, newMountCounters } from "./metrics.ts";
import { type MetricsFrame, renderMetrics } from "./render-metrics.ts";
import { NOW_MS, sampleState, WALL_MS } from "./sample-state.ts";
import { type StatusFrame, statusDocument } from "./status-document.ts";

/** With UPDATE_GOLDEN=1 the files are written anew; look at the difference before you commit it. */
function sameAsFile(name: string, text: string): void {
  const file = path.join(import.meta.dirname, "testdata", name);
  if (process.env["UPDATE_GOLDEN"] === "1") fs.writeFileSync(file, text);
  assert.equal(text, fs.readFileSync(file, "utf8"));
}

const statusFrame: StatusFrame = {
  version: "1.2.3",
  nowMs: NOW_MS,
  wallNowMs: WALL_MS,
  mounted: (path) => (path === "/mnt/media" ? RCLONE : undefined),
  selfTest: { ok: true, message: "allowed", lastTried: "2026-11-21T03:39:48.000Z" },
};
const counters = newMountCounters();
for (const ms of [0.4, 1, 3, 700, 60_000]) countDuration(counters, ms);
countFailure(counters, "hung");
countFailure(counters, "hung");
countFailure(counters, "dead");
const metricsFrame: MetricsFrame = {
  version: "1.2.3",
  commit: "abc",
  nowMs: NOW_MS,
  wallNowMs: WALL_MS,
  counters: (path) => (path === "/mnt/media" ? counters : undefined),
  restarts: (outcome) => (outcome === "accepted" ? 2 : 0),
  permitted: true,
  process: { cpuSeconds: 1.5, residentBytes: 50_000_000, startMs: WALL_MS - 7_200_000 },
};

describe("the status document", () => {
  it("is as it was agreed on", () => {
    sameAsFile("status.json", `${JSON.stringify(statusDocument(sampleState(), statusFrame), null, 2)}\n`);
  });

  const plans: ReadonlyArray<
    readonly [plan: RestartPlan, state: string, reason: string | null, waitsMs: number | null]
  > = [
    [{ t: "idle" }, "idle", null, null],
    [{ t: "delayed", spreadMs: 7 }, "waiting", null, 7 - 50_000],
    [
      { t: "held", hold: { reason: "not-injected" } },
      "held",
      "not restarting: this pod does not carry the label mount-monitor.io/injected, so it is taken for a copy",
      null,
    ],
    [{ t: "confirming", sinceMs: 1 }, "confirming", null, null],
    [{ t: "acting", sinceMs: 1 }, "acting", null, null],
    [{ t: "retrying", notBeforeMs: NOW_MS + 9_000, message: "forbidden" }, "retrying", "forbidden", 9_000],
    [{ t: "observed" }, "observed", "mode is observe: would have restarted the pod", null],
    [{ t: "accepted", sinceMs: NOW_MS, overdueSaid: false }, "done", null, null],
  ];
  for (const [plan, state, reason, waitsMs] of plans) {
    it(`says ${state} while ${plan.t}`, () => {
      const sample = sampleState();
      const { restart } = statusDocument({ ...sample, watchdog: { ...sample.watchdog, plan } }, statusFrame);
      const notBefore = waitsMs === null ? null : new Date(WALL_MS + waitsMs).toISOString();
      assert.deepEqual([restart.state, restart.reason, restart.notBefore], [state, reason, notBefore]);
    });
  }
});

describe("the metrics", () => {
  it("are as they were agreed on", () => sameAsFile("metrics.txt", renderMetrics(sampleState(), metricsFrame)));

  it("say 1 while a restart is due, and leave out what was not tried", () => {
    const sample = sampleState();
    const due = (plan: RestartPlan) => {
      const text = renderMetrics(
        { ...sample, watchdog: { ...sample.watchdog, plan } },
        { ...metricsFrame, permitted: undefined },
      );
      assert.doesNotMatch(text, /restart_permitted/);
      return /^mount_monitor_restart_due (\d)$/m.exec(text)?.[1];
    };
    assert.deepEqual(
      [
        due({ t: "idle" }),
        due({ t: "delayed", spreadMs: 0 }),
        due({ t: "observed" }),
        due({ t: "accepted", sinceMs: 0, overdueSaid: true }),
        due({ t: "acting", sinceMs: 0 }),
        due({ t: "confirming", sinceMs: 0 }),
        due({ t: "held", hold: { reason: "settling", untilMs: 1 } }),
        due({ t: "retrying", notBeforeMs: 1, message: "" }),
      ],
      ["0", "0", "0", "0", "1", "1", "1", "1"],
    );
  });

  it("say what holds a restart back, and nothing while none is held", () => {
    const sample = sampleState();
    const held = (plan: RestartPlan) => {
      const text = renderMetrics({ ...sample, watchdog: { ...sample.watchdog, plan } }, metricsFrame);
      const series = [...text.matchAll(/^mount_monitor_restart_held\{reason="([a-z-]+)"\} (\d)$/gm)];
      assert.deepEqual(
        series.map(([, reason]) => reason),
        HOLD_REASONS,
      );
      return series.filter(([, , value]) => value === "1").map(([, reason]) => reason);
    };
    assert.deepEqual(held({ t: "held", hold: { reason: "paused", pause: { t: "paused", untilMs: undefined } } }), [
      "paused",
    ]);
    assert.deepEqual(held({ t: "held", hold: { reason: "budget", untilMs: 1 } }), ["budget"]);
    assert.deepEqual(held({ t: "retrying", notBeforeMs: 1, message: "" }), []);
  });

  it("are of the exposition format, for any path", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (odd) => {
        const path = `/mnt/${odd.replaceAll("\0", "").replaceAll(/\.|\/$/g, "x")}y`;
        const state = newMonitor(sampleConfig({ mounts: [{ path }] }), 0);
        const samples = parseExposition(renderMetrics(state, metricsFrame));
        const ours = samples.filter(({ labels }) => labels.has("mount"));
        assert.ok(ours.length >= FAULTS.length + MOUNT_STATUSES.length + DURATION_BOUNDS_S.length);
        assert.ok(ours.every(({ labels }) => labels.get("mount") === state.tracks[0]?.config.path));
      }),
    );
  });

  it("have one state per mount, and buckets that add up", () => {
    const samples = parseExposition(renderMetrics(sampleState(), metricsFrame));
    const of = (name: string) =>
      samples.filter((sample) => sample.name === name && sample.labels.get("mount") === "/mnt/media");
    const sum = of("mount_monitor_mount_status").reduce((total, { value }) => total + value, 0);
    assert.equal(sum, 1);
    const buckets = of("mount_monitor_check_duration_seconds_bucket").map(({ value }) => value);
    assert.deepEqual(buckets, [2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5]);
    assert.equal(of("mount_monitor_check_duration_seconds_count")[0]?.value, 5);
    assert.equal(new Set(samples.map(({ name, labels }) => name + JSON.stringify([...labels]))).size, samples.length);
  });
});

interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

/** https://prometheus.io/docs/instrumenting/exposition_formats/, as far as we use it; throws where a line is not of it. */
function parseExposition(text: string): Sample[] {
  assert.ok(text.endsWith("\n"));
  const samples: Sample[] = [];
  const typed = new Set<string>();
  let family = "";
  for (const line of text.slice(0, -1).split("\n")) {
    const comment = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line);
    if (comment) {
      const [, kind, name = "", rest = ""] = comment;
      if (kind === "TYPE") {
        assert.ok(!typed.has(name) && ["gauge", "counter", "histogram"].includes(rest), line);
        assert.equal(rest === "counter", name.endsWith("_total"), line);
        typed.add(name);
      }
      family = name;
      continue;
    }
    const sample = /^([a-z_]+)(?:\{([^\n]*)\})? (-?[0-9.e+-]+|NaN|[+-]Inf)$/.exec(line);
    assert.ok(sample, line);
    const [, name = "", pairs = "", value] = sample;
    assert.equal(name.replace(/_(?:bucket|sum|count)$/, ""), family.replace(/_count$/, ""), line);
    const labels = new Map<string, string>();
    const rest = pairs.replaceAll(/([a-z_]+)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/g, (_, key: string, quoted: string) => {
      labels.set(
        key,
        quoted.replaceAll(/\\(.)/g, (_, char: string) => (char === "n" ? "\n" : char)),
      );
      return "";
    });
    assert.equal(rest, "", line);
    samples.push({ name, labels, value: Number(value) });
  }
  return samples;
}
