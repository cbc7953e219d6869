import assert from "node:assert/strict";
import { readCommandLine, renderHelp } from "@mount-monitor/process";
import { textLine } from "../../../packages/process/src/text-line.ts";
import { readEnvironment as readMonitorEnvironment } from "../../../sidecar/src/environment.ts";
import { PROGRAM as MONITOR } from "../../../sidecar/src/program.ts";
import { contextNamespace } from "../../../webhook/src/core/live/context-namespace.ts";
import { formatTarget, isQualified, readTargets } from "../../../webhook/src/core/live/target.ts";
import { orderAt, readPauseWish } from "../../../webhook/src/core/pause/pause-order.ts";
import { readEnvironment as readWebhookEnvironment } from "../../../webhook/src/environment.ts";
import { PLUGIN, PROGRAM as WEBHOOK } from "../../../webhook/src/program.ts";
import type { Target } from "../engine/target.ts";
import { assertSentence } from "./assert-sentence.ts";

const NOW_MS = Date.parse("2026-11-26T12:00:00Z");

const commandLine: Target = {
  name: "command-line",
  holds: "each program runs one of its commands, shows help, or says in a sentence what is wrong",
  covers: ["packages/process/src/command-line.ts", "sidecar/src/environment.ts", "webhook/src/environment.ts"],
  words: ["--", "-", "=", "--help", "-h", "help", "-o", "--output=json", "--no-colour", "\n"],
  /** One word a line. */
  run(text) {
    const argv = text.split("\n");
    const env = Object.fromEntries(argv.map((word) => word.split(/=(.*)/s, 2) as [string, string]));
    readMonitorEnvironment(env);
    readWebhookEnvironment(env, true, "x");
    for (const program of [MONITOR, WEBHOOK, PLUGIN]) {
      const line = readCommandLine(program, argv, env);
      switch (line.t) {
        case "wrong":
          assert.notEqual(line.error, "");
          break;
        case "help":
          renderHelp(program, line.command);
          break;
        case "run":
          assert.ok(program.commands.some(({ name }) => name === line.command));
          for (const value of Object.values(line.values)) assert.equal(typeof value, "string");
      }
    }
  },
};

const words: Target = {
  name: "words",
  holds: "what people name on the command line is refused with a sentence, or means the same when it is written back",
  covers: ["webhook/src/core/live/target.ts", "webhook/src/core/pause/pause-order.ts"],
  words: ["pod/", "deployment/plex", "statefulset.apps", "cj", "2h", "2027-01-31T12:00:00Z"],
  run(whole) {
    // What somebody typed is repeated to him in full, and as it was.
    const text = whole.slice(0, 4_000).replaceAll(/[\u007f-\u009f]/g, "");
    const given = text.split(" ");
    const read = readTargets(given);
    if (!read.ok) assertSentence(read.error);
    else assert.deepEqual(readTargets(read.targets.map(formatTarget)), read);
    isQualified(text);
    for (const wish of [
      readPauseWish({ for: text, until: undefined }),
      readPauseWish({ for: undefined, until: text }),
    ]) {
      if (!wish.ok) {
        assertSentence(wish.error);
        continue;
      }
      const order = orderAt(wish.wish, NOW_MS);
      if (order.ok) assertSentence(order.order.words);
      else assertSentence(order.error);
    }
  },
};

const kubectlConfig: Target = {
  name: "kubectl-config",
  holds: "it names a namespace or none",
  covers: ["webhook/src/core/live/context-namespace.ts"],
  run(text) {
    assert.notEqual(contextNamespace(text), "");
  },
};

const logLine: Target = {
  name: "log-line",
  holds: "a line of the log stays one line",
  covers: ["packages/process/src/text-line.ts"],
  /** The logger writes objects: what is no object never comes here. */
  run(text) {
    let entry: unknown;
    try {
      entry = JSON.parse(text);
    } catch {
      return;
    }
    if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return;
    const line = JSON.stringify({ level: "INFO", time: "12:30:01", msg: "said", entry, text });
    assert.match(textLine(line), /^[^\n]*\n$/);
  },
};

export const COMMAND_LINE_TARGETS: readonly Target[] = [commandLine, words, kubectlConfig, logLine];
