import { EXIT } from "@mount-monitor/contract";
import type { OptionValues } from "@mount-monitor/process";
import type { Environment } from "../environment.ts";
import { notOneOf } from "../io/config/load-config.ts";
import { painter } from "../io/offline/colour.ts";
import { explainManifests } from "../io/offline/explain-document.ts";
import { explainText } from "../io/offline/explain-text.ts";
import { isRefused } from "../io/offline/findings.ts";
import { printable } from "../io/offline/printable.ts";
import { planManifests } from "../io/offline/plan-manifests.ts";
import { usageError } from "./usage-error.ts";

const OUTPUTS = ["text", "json"];

/** Says of every pod template what is decided about it, why, and what to change. */
export function runExplain(files: readonly string[], values: OptionValues, env: Environment): void {
  const output = values["output"] ?? "text";
  if (!OUTPUTS.includes(output)) return usageError([notOneOf("--output", output, OUTPUTS)], env.program);
  const planned = planManifests(files, values);
  if (!planned.ok) return usageError(planned.errors, env.program);
  const entries = explainManifests(planned.manifests, planned.namespace);
  if (output === "json") process.stdout.write(`${JSON.stringify(entries, null, 2)}\n`);
  else if (entries.length === 0) console.log("There is nothing to explain: no object stands for pods.");
  else {
    const paint = painter(env.colour);
    process.stdout.write(entries.map((entry) => explainText(printable(entry), paint)).join("\n"));
  }
  const refused = planned.manifests.some(({ objects }) => objects.some(({ plan }) => isRefused(plan)));
  if (refused) process.exitCode = EXIT.denied;
}
