import { EXIT } from "@mount-monitor/contract";
import { type OptionValues, print } from "@mount-monitor/process";
import { known } from "../core/live/known.ts";
import { readTargets, type Target } from "../core/live/target.ts";
import { renderStatus } from "../core/status/render-status.ts";
import { gapNotes, statusNotes } from "../core/status/status-notes.ts";
import type { Environment } from "../environment.ts";
import { notOneOf } from "../io/config/load-config.ts";
import { missingNamespace } from "../io/live/connect.ts";
import type { PodQuestion } from "../io/live/find-pods.ts";
import { createProgress } from "../io/live/progress.ts";
import { writeYaml } from "../io/manifest/render-yaml.ts";
import { painter } from "../io/offline/colour.ts";
import { printable } from "../core/printable.ts";
import { readStatus, type StatusRead } from "../io/status/read-status.ts";
import { watchStatus } from "../io/status/watch-status.ts";
import { namespaceOf, wrongNamespace } from "./namespace-flags.ts";
import { sayWrong } from "./say-wrong.ts";
import { usageError } from "./usage-error.ts";
import { type LiveCluster, withCluster } from "./with-cluster.ts";

const OUTPUTS = ["table", "wide", "json", "yaml"];

/** Shows how monitored pods and their mounts fare. */
export async function runStatus(words: readonly string[], values: OptionValues, env: Environment): Promise<void> {
  const read = readTargets(words);
  const wrong = read.ok ? usageOf(read.targets, values) : read.error;
  if (!read.ok || wrong !== undefined) return usageError([wrong ?? ""], env.program);
  const all = values["all-namespaces"] !== undefined;
  const meant = all ? known(undefined) : await namespaceOf(values, env);
  if (meant.t === "unknown") return usageError([meant.why], env.program);
  const namespace = meant.value;
  await withCluster(values, env.program, async (cluster) => {
    const missing = namespace === undefined ? undefined : await missingNamespace(cluster.calls, namespace);
    if (missing !== undefined) return usageError([missing], env.program);
    await look(cluster, { namespace, targets: read.targets, selector: values["selector"] }, values, env);
  });
}

async function look(
  { calls, version: server, nowMs }: LiveCluster,
  question: PodQuestion,
  values: OptionValues,
  env: Environment,
): Promise<void> {
  const output = values["output"] ?? "table";
  const read = async (): Promise<StatusRead> =>
    printable(await readStatus(calls, { question, server, nowMs: nowMs() }, createProgress(process.stderr)));
  const paint = painter(env.colour);
  const table = {
    wide: output === "wide",
    namespaces: question.namespace === undefined,
    headers: values["no-headers"] === undefined,
  };
  const say = (sentences: readonly string[]) => sayWrong(sentences, env.program);
  if (values["watch"] !== undefined) return watchStatus(read, { json: output === "json", table, paint, say });
  const { report, failures } = await read();
  if (output === "json") await print(JSON.stringify(report, null, 2));
  else if (output === "yaml") await print(writeYaml({ ...report }).trimEnd());
  else if (report.pods.length > 0) {
    await print(renderStatus(report, table, paint).join("\n"));
    for (const note of output === "wide" ? gapNotes(report) : statusNotes(report)) console.error(note);
  } else if (failures.length === 0) console.error(nothingFound(question));
  say(failures);
  const unhealthy = values["exit-code"] !== undefined && report.pods.some(({ healthy }) => !healthy);
  if (failures.length > 0) process.exitCode = EXIT.notAll;
  else if (unhealthy) process.exitCode = EXIT.unhealthy;
}

function nothingFound({ namespace, selector }: PodQuestion): string {
  const where = namespace === undefined ? "in any namespace" : `in namespace ${namespace}`;
  const hint = namespace === undefined ? "" : "; -A shows those of all namespaces";
  return `No pods with gate and monitor found ${where}${selector === undefined ? "" : ` with labels ${selector}`}${hint}.`;
}

function usageOf(targets: readonly Target[], values: OptionValues): string | undefined {
  const output = values["output"] ?? "table";
  if (!OUTPUTS.includes(output)) return notOneOf("--output", output, OUTPUTS);
  if (targets.length > 0 && values["all-namespaces"] !== undefined) {
    return "pods are named within one namespace; drop --all-namespaces, or the names";
  }
  if (targets.length > 0 && values["selector"] !== undefined) {
    return "--selector and names of pods exclude each other; drop one of them";
  }
  if (values["watch"] !== undefined && output === "yaml") {
    return "--watch has no --output yaml; use json, which writes one line for each look that finds news";
  }
  if (values["watch"] !== undefined && values["exit-code"] !== undefined) {
    return "--watch and --exit-code exclude each other; drop one of them";
  }
  return wrongNamespace(values);
}
