import { existsSync } from "node:fs";
import path from "node:path";
import type { SettingLevel } from "@mount-monitor/contract";
import { type CommandLine, type ProgramSpec, readCommandLine } from "@mount-monitor/process";
import { PROGRAM as MONITOR } from "../../sidecar/src/program.ts";
import { readTargets } from "../../webhook/src/core/live/target.ts";
import { orderAt, readPauseWish } from "../../webhook/src/core/pause/pause-order.ts";
import { PLUGIN, PROGRAM as WEBHOOK } from "../../webhook/src/program.ts";
import { wrongAnnotation } from "./check-annotation.ts";
import { wrongSet } from "./check-chart-values.ts";
import { read, root } from "./pages.ts";

/** Programs of others, of whose arguments nothing is known here. The real kubectl and helm hear theirs on the level of the control plane. */
const FOREIGN = new Set(
  "cat chmod curl docker echo export findmnt gcloud gh git grep jq k3d k3s kind ln ls mkdir mount node_modules/.bin/node npm printf rc-update rclone sysctl systemctl touch umount wsl".split(
    " ",
  ),
);
const OWN: Readonly<Record<string, ProgramSpec>> = { "mount-monitor": MONITOR, "mount-monitor-webhook": WEBHOOK };
/** Files of readers, and folders of this repository, are named by commands; of the latter it is known whether they exist. */
const OWN_FILE = /^(?:\.\/)?(?:examples|helm|docs|packages|tools|sidecar|test|webhook)\/(?!.*\bdist\b)[\w./-]+$/;
/** Flags of kubectl that may stand before its command, with a value. */
const KUBECTL_FLAGS = new Set(["-n", "--namespace", "--context", "--kubeconfig"]);
const LONG_AGO_MS = Date.UTC(2020, 0, 1);

/** What is wrong with a command of the documentation; undefined where nothing is. */
export function wrongCommand(words: readonly string[]): string | undefined {
  const [program = "", ...args] = words;
  const missing = words.find((word) => OWN_FILE.test(word) && !existsSync(path.join(root, word)));
  if (missing !== undefined) return `there is no ${missing}`;
  const own = OWN[program];
  if (own !== undefined) return wrongOwn(own, args);
  if (program === "kubectl") return args[0] === "mount-monitor" ? wrongOwn(PLUGIN, args.slice(1)) : wrongKubectl(args);
  if (program === "helm") return wrongHelm(args);
  if (program === "make") return wrongMake(args);
  return FOREIGN.has(program) ? undefined : `no check knows the program ${program}`;
}

function wrongOwn(spec: ProgramSpec, args: readonly string[]): string | undefined {
  const line = readCommandLine(spec, args, {});
  if (line.t === "wrong") return line.error;
  return line.t === "run" ? wrongOperands(line) : undefined;
}

function wrongOperands({ command, values, operands }: Extract<CommandLine, { t: "run" }>): string | undefined {
  switch (command) {
    case "pause":
    case "resume":
    case "status": {
      const targets = readTargets(operands.map((word) => word.replaceAll(/\b[A-Z]+\b/g, (name) => name.toLowerCase())));
      if (!targets.ok) return targets.error;
      const read = readPauseWish({ for: values["for"], until: values["until"] });
      if (!read.ok) return read.error;
      const order = orderAt(read.wish, LONG_AGO_MS);
      return order.ok ? undefined : order.error;
    }
    case "explain":
    case "inject":
      return undefined;
    default:
      return operands.length === 0 ? undefined : `${command} takes no ${operands.join(" ")}`;
  }
}

function wrongKubectl(args: readonly string[]): string | undefined {
  const [verb, ...rest] = withoutLeadingFlags(args);
  if (verb !== "annotate" && verb !== "label") return undefined;
  const operands = withoutLeadingFlags(rest).filter((word) => !word.startsWith("-"));
  const [first = ""] = operands;
  const level = levelOf(first.split("/")[0] ?? "");
  if (verb === "label" || level === undefined) return undefined;
  for (const word of operands.slice(first.includes("/") ? 1 : 2)) {
    const [, key = "", removed, value = ""] = /^([^=]+?)(?:(-)|=([\s\S]*))$/.exec(word) ?? [];
    if (key === "") return `${word} neither sets nor removes an annotation`;
    const wrong = wrongAnnotation(key, removed === undefined ? value : undefined, level);
    if (wrong !== undefined) return wrong;
    // On a pod that runs, containers are what they are.
    if (level === "pod" && !key.endsWith("/pause")) return `${key} changes nothing on a pod that runs`;
  }
  return undefined;
}

function levelOf(kind: string): SettingLevel | undefined {
  if (/^(?:deploy|deployment|statefulset|sts|daemonset|ds|job|cronjob)s?$/.test(kind)) return "workload";
  if (/^(?:pod|po)s?$/.test(kind)) return "pod";
  return /^(?:namespace|ns)s?$/.test(kind) ? "namespace" : undefined;
}

function withoutLeadingFlags(args: readonly string[]): readonly string[] {
  const [first = "", ...rest] = args;
  if (!first.startsWith("-")) return args;
  return withoutLeadingFlags(KUBECTL_FLAGS.has(first) ? rest.slice(1) : rest);
}

function wrongHelm(args: readonly string[]): string | undefined {
  for (const [index, word] of args.entries()) {
    const value = args[index + 1] ?? "";
    if (word !== "--set" && word !== "--set-json") continue;
    const wrong = wrongSet(value, word === "--set-json");
    if (wrong !== undefined) return `${word} ${value}: ${wrong}`;
  }
  return undefined;
}

function wrongMake(args: readonly string[]): string | undefined {
  const targets = new Set([...read("Makefile").matchAll(/^([a-z][a-z-]*):/gm)].map(([, target = ""]) => target));
  const unknown = args.find((word) => !word.includes("=") && !targets.has(word));
  return unknown === undefined ? undefined : `there is no target ${unknown}`;
}
