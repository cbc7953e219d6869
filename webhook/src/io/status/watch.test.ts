/** What somebody sees who watches: on a terminal, and where what comes is read line by line. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { reportStatus } from "../../core/status/report-status.ts";
import type { SeenPod } from "../../core/status/seen-pod.ts";
import type { StatusReport } from "../../core/status/status-report.ts";
import { answerOf, heard, livePod, NOW_MS, pictureOf } from "../../core/status/testing/example-status.ts";
import type { StatusRead } from "./read-status.ts";
import { jsonLines, newLines } from "./watch-lines.ts";
import { screen } from "./watch-screen.ts";

const table = { wide: false, namespaces: false, headers: true };
const paint = (text: string) => text;
const EVENTS = { what: "why pods were restarted is not shown", why: "you may not" };
// oxlint-disable-next-line no-control-regex -- what moves the cursor
const MOVES = /\u001B\[\d?\w/g;
const AWAY = "failed to list pods: connection refused";

function look(pods: readonly SeenPod[], gaps: StatusReport["gaps"] = []): StatusRead {
  return { report: reportStatus(pictureOf(pods), gaps, NOW_MS), failures: [], complete: true };
}
const plex = heard(livePod("plex-0"));
const sonarr = heard(
  livePod("sonarr-0"),
  answerOf([{ path: "/mnt/media", status: "UNHEALTHY", lastError: "no answer" }]),
);
const away: StatusRead = { ...look([]), failures: [AWAY], complete: false };
const noPlex: StatusRead = { ...look([]), failures: ["there is no pod/plex-0 in namespace media"] };

/** All that was written, in the order in which it was: `out`, `note` or `said`. */
function written() {
  const lines: string[] = [];
  const output = {
    print: async (text: string) => void lines.push(...text.split("\n").map((line) => `out ${line}`)),
    note: (sentence: string) => void lines.push(`note ${sentence}`),
    say: (sentences: readonly string[]) => void lines.push(...sentences.map((line) => `said ${line}`)),
  };
  return { output, take: () => lines.splice(0).map((line) => line.replaceAll(/ {2,}/g, " ")) };
}

describe("a screen", () => {
  const drawn = async (...looks: readonly StatusRead[]) => {
    let text = "";
    const show = screen(
      async (drawing) => void (text = drawing),
      () => ({ columns: 90, rows: 12 }),
      table,
      paint,
    );
    for (const one of looks) await show(one);
    return text
      .replaceAll(MOVES, "")
      .split("\n")
      .map((line) => line.replaceAll(/ {2,}/g, " "));
  };
  const head = "1 pod, 1 healthy; looked at 12:00:00 UTC";
  const columns = "POD STATUS MOUNT STATE FAULT SINCE RESTARTED VERSION";
  const row = "plex-0 Running /mnt/media HEALTHY - - - 1.2.3";

  it("has what could not be read in its foot", async () =>
    assert.deepEqual(await drawn(look([plex], [EVENTS])), [
      head,
      columns,
      row,
      "why pods were restarted is not shown: you may not",
    ]));
  it("keeps what was seen while the cluster is away, and says so each time", async () =>
    assert.deepEqual(await drawn(look([plex]), away, away), [head, columns, row, AWAY]));
  it("says no more of it once the cluster is back", async () =>
    assert.deepEqual(await drawn(look([plex]), away, look([plex])), [head, columns, row]));
  it("says why there is nothing yet", async () => assert.deepEqual(await drawn(away, away), [AWAY]));
  it("does not keep a pod that was named and is gone", async () =>
    assert.deepEqual(await drawn(look([plex]), noPlex), [
      "0 pods, 0 healthy; looked at 12:00:00 UTC",
      columns,
      "there is no pod/plex-0 in namespace media",
    ]));
});

describe("lines", () => {
  it("say what could not be read, also where all sentences are in the table", async () => {
    for (const wide of [false, true]) {
      const { output, take } = written();
      const show = newLines(output, { ...table, wide }, paint);
      await show(look([sonarr], [EVENTS]));
      const notes = take().filter((line) => !line.startsWith("out"));
      assert.deepEqual(notes, [
        "note why pods were restarted is not shown: you may not",
        ...(wide ? [] : ["note media/sonarr-0 /mnt/media: no answer"]),
      ]);
      await show(look([sonarr], [EVENTS]));
      assert.deepEqual(take(), []);
      await show(look([plex]));
      await show(look([sonarr], [EVENTS]));
      assert.deepEqual(
        take().filter((line) => !line.startsWith("out")),
        notes,
      );
    }
  });

  it("say that a pod is gone", async () => {
    const { output, take } = written();
    const show = newLines(output, table, paint);
    await show(look([plex, sonarr]));
    take();
    await show(look([plex]));
    assert.deepEqual(take(), ["out sonarr-0 Gone /mnt/media - - - - -"]);
    await show(noPlex);
    assert.deepEqual(take(), [
      "out plex-0 Gone /mnt/media - - - - -",
      "said there is no pod/plex-0 in namespace media",
    ]);
  });

  it("take nothing for gone while the cluster is away, and say so once", async () => {
    const { output, take } = written();
    const show = newLines(output, table, paint);
    await show(look([plex]));
    take();
    await show(away);
    assert.deepEqual(take(), [`said ${AWAY}`]);
    await show(away);
    await show(look([plex]));
    assert.deepEqual(take(), []);
    await show(away);
    assert.deepEqual(take(), [`said ${AWAY}`]);
  });
});

describe("lines of JSON", () => {
  it("come with news alone, and not while the cluster is away", async () => {
    const { output, take } = written();
    const show = jsonLines(output);
    await show(away);
    assert.deepEqual(take(), [`said ${AWAY}`]);
    await show(look([plex]));
    await show({ ...look([plex]), report: { ...look([plex]).report, timestamp: "later" } });
    const [line = "", ...more] = take();
    assert.deepEqual(more, []);
    assert.deepEqual(JSON.parse(line.replace(/^out /, "")).summary, { pods: 1, healthy: 1, paused: 0 });
    await show(noPlex);
    assert.match(take().join("\n"), /^out .*"pods":\[\].*\nsaid there is no pod\/plex-0 in namespace media$/);
  });
});
