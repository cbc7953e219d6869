import { decodeMonitorConfig } from "@mount-monitor/contract";
import { isRecord } from "../../webhook/src/core/raw-object.ts";
import { wrongCommand } from "./check-command.ts";
import { wrongYaml } from "./check-yaml.ts";
import type { CodeBlock } from "./markdown.ts";
import { commandsOf } from "./shell-commands.ts";

/** What is wrong with a code block of the documentation; nothing where all in it is as the programs have it. */
export function wrongBlock({ language, text }: CodeBlock): readonly string[] {
  switch (language) {
    case "sh":
    case "text":
      return wrongCommands({ language, text });
    case "json":
      return wrongJson(text);
    case "yaml":
      return wrongYaml(text);
    case "":
      return ["it has no language: fence it, and say sh, json, yaml, or text for what nothing is to be said about"];
    default:
      return [`no check knows ${language}: use sh, json, yaml or text`];
  }
}

function wrongCommands(block: Pick<CodeBlock, "language" | "text">): readonly string[] {
  const placeholder = block.language === "sh" ? /<[a-z][\w-]*>/.exec(block.text)?.[0] : undefined;
  if (placeholder !== undefined) return [`a shell takes ${placeholder} for a redirection: write it in capitals`];
  try {
    return commandsOf(block).flatMap((words) => wrongCommand(words) ?? []);
  } catch (error) {
    return [String(error)];
  }
}

/** What the JSON of our programs is known by, but for configurations. Pages that show some compare the keys. */
const OUTPUTS: ReadonlyArray<readonly [what: string, keys: readonly string[]]> = [
  ["a line of a log", ["level", "time", "msg"]],
  ["a status document", ["timestamp", "mounts", "restart"]],
  ["the status of a webhook", ["name", "certificate", "watches"]],
  ["an answer of the webhook", ["apiVersion", "kind", "response"]],
];

function wrongJson(text: string): readonly string[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return [String(error)];
  }
  if (!isRecord(data)) return ["it is no object"];
  if (OUTPUTS.some(([, keys]) => keys.every((key) => Object.hasOwn(data, key)))) return [];
  const decoded = decodeMonitorConfig(text);
  return decoded.ok ? [] : decoded.errors;
}
