import path from "node:path";
import type { ProgramSpec } from "@mount-monitor/process";
import { commandsOf } from "./program/commands.ts";
import { epilogueOf } from "./program/epilogue.ts";
import { optionsFor } from "./program/options.ts";

/** The file by which kubectl finds a plugin that people call `kubectl mount-monitor`. */
export const PLUGIN_FILE = "kubectl-mount_monitor";

/** The command line, said once: parsing and help come from here. */
export const PROGRAM: ProgramSpec = specOf("mount-monitor-webhook", () => true);

/** The same under the name that kubectl's users type. What runs in the cluster alone is not theirs to start. */
export const PLUGIN: ProgramSpec = specOf("kubectl mount-monitor", (command) => command !== "serve");

/** Which of the two it is says the name of the file that was started: a link, or a copy. */
export function programFor(startedAs: string | undefined): ProgramSpec {
  return path.basename(startedAs ?? "").startsWith(PLUGIN_FILE) ? PLUGIN : PROGRAM;
}

function specOf(name: string, has: (command: string) => boolean): ProgramSpec {
  const serves = has("serve");
  return {
    name,
    about: serves
      ? "Adds a gate and a monitor to pods that ask for it by the annotation mount-monitor.io/paths: as an admission\nwebhook of a cluster (serve), or here and now for manifests in files (inject, explain), without a cluster.\nHow monitored pods fare says status; whether all is well in a cluster says doctor."
      : "Shows how the mounts of monitored pods fare (status), pauses their restarts (pause, resume), and finds out what is\nwrong with mount-monitor in a cluster (doctor). What it would do with a manifest say explain and inject.",
    commands: commandsOf(name).filter((command) => has(command.name)),
    ...(serves ? { defaultCommand: "serve" } : {}),
    options: optionsFor(has),
    epilogue: epilogueOf(name, serves),
  };
}
