import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { statusRows } from "./render-status.ts";
import { reportStatus } from "./report-status.ts";
import type { SeenPod } from "./seen-pod.ts";
import { newsOf, statusNews } from "./status-news.ts";
import { answerOf, heard, livePod, NOW_MS, pictureOf, timeBefore } from "./testing/example-status.ts";

const options = { wide: false, namespaces: false };
const rowsAt = (nowMs: number, ...seen: readonly SeenPod[]) =>
  statusRows(reportStatus(pictureOf(seen), [], nowMs), options);
const failing = (seconds: number) =>
  answerOf([{ path: "/mnt/media", status: "UNHEALTHY", failingSince: timeBefore(seconds) }]);
const two = heard(livePod("b", { paths: ["/mnt/media", "/mnt/photos"] }));
const shown = statusNews(rowsAt(NOW_MS, heard(livePod("a"), failing(60)), two), new Map(), true, options).shown;
const news = (complete: boolean, ...seen: readonly SeenPod[]) =>
  statusNews(rowsAt(NOW_MS + 60_000, ...seen), shown, complete, options);
const firstOf = (lines: ReadonlyArray<readonly string[]>) => lines.map((cells) => cells.slice(0, 4));

describe("statusNews", () => {
  it("takes no passing of time for news", () =>
    assert.deepEqual(news(true, heard(livePod("a"), failing(60)), two).lines, []));

  it("finds what has changed, and what is new", () =>
    assert.deepEqual(firstOf(news(true, heard(livePod("a")), two, heard(livePod("c"))).lines), [
      ["a", "Running", "/mnt/media", "HEALTHY"],
      ["c", "Running", "/mnt/media", "HEALTHY"],
    ]));

  it("has a line for each of a pod that is gone, once", () => {
    const { lines, shown: later } = news(true, heard(livePod("a"), failing(60)));
    assert.deepEqual(lines, [
      ["b", "Gone", "/mnt/media", "-", "-", "-", "-", "-"],
      ["b", "Gone", "/mnt/photos", "-", "-", "-", "-", "-"],
    ]);
    const again = statusNews(rowsAt(NOW_MS, heard(livePod("a"), failing(60))), later, true, options);
    assert.deepEqual(again.lines, []);
  });

  it("has a line for a mount that is gone, and its pod is not", () => {
    const one = heard(livePod("b"), answerOf([{ path: "/mnt/photos" }]));
    assert.deepEqual(news(true, heard(livePod("a"), failing(60)), one).lines, [
      ["b", "Running", "/mnt/media", "Gone", "-", "-", "-", "-"],
    ]);
  });

  it("says where it was, too, where there are columns for it", () => {
    const all = { wide: true, namespaces: true };
    const before = statusRows(reportStatus(pictureOf([heard(livePod("a"))]), [], NOW_MS), all);
    const { lines } = statusNews([], new Map(before.map((row) => [row.key, row])), true, all);
    assert.deepEqual(lines, [["media", "a", "Gone", "/mnt/media", ...Array.from({ length: 9 }, () => "-")]]);
  });

  it("takes for gone nothing that was only not read, and remembers it", () => {
    const { lines, shown: later } = news(false, heard(livePod("a"), failing(60)));
    assert.deepEqual(lines, []);
    assert.deepEqual(firstOf(statusNews([], later, true, options).lines), [
      ["a", "Gone", "/mnt/media", "-"],
      ["b", "Gone", "/mnt/media", "-"],
      ["b", "Gone", "/mnt/photos", "-"],
    ]);
  });

  it("does not take a pod for gone whose mounts are known now", () => {
    const without = heard(livePod("b"), answerOf([]));
    const before = statusNews(rowsAt(NOW_MS, without), new Map(), true, options).shown;
    assert.deepEqual(firstOf(statusNews(rowsAt(NOW_MS, two), before, true, options).lines), [
      ["b", "Running", "/mnt/media", "HEALTHY"],
      ["b", "Running", "/mnt/photos", "HEALTHY"],
    ]);
  });
});

describe("newsOf", () => {
  it("is the same while only numbers change", () => {
    assert.equal(newsOf(["paused for another 5m"]), newsOf(["paused for another 4m"]));
    assert.notEqual(newsOf(["paused for another 5m"]), newsOf(["resumed"]));
  });
});
