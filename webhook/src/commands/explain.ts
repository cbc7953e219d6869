import { existsSync } from "node:fs";
import { EXIT } from "@mount-monitor/contract";
import { type OptionValues, print } from "@mount-monitor/process";
import { isQualified, readTargets } from "../core/live/target.ts";
import type { Environment } from "../environment.ts";
import { loadConfig, notOneOf } from "../io/config/load-config.ts";
import { planLive } from "../io/live/plan-live.ts";
import { painter } from "../io/offline/colour.ts";
import { explainManifests } from "../io/offline/explain-document.ts";
import { explainText } from "../io/offline/explain-text.ts";
import { isRefused } from "../io/offline/findings.ts";
import { printable } from "../core/printable.ts";
import { type PlannedManifest, planManifests } from "../io/offline/plan-manifests.ts";
import { namespaceOf, wrongNamespace } from "./namespace-flags.ts";
import { sayWrong } from "./say-wrong.ts";
import { usageError } from "./usage-error.ts";
import { withCluster } from "./with-cluster.ts";

const OUTPUTS = ["text", "json"];
/** Flags that have a meaning for objects of a cluster alone. */
const OF_CLUSTER = ["kubectl", "kubeconfig", "context"];

/** Says of every pod template what is decided about it, why, and what to change. */
export async function runExplain(files: readonly string[], values: OptionValues, env: Environment): Promise<void> {
  const output = values["output"] ?? "text";
  if (!OUTPUTS.includes(output)) return usageError([notOneOf("--output", output, OUTPUTS)], env.program);
  // What can be read as a file is one, as it always was.
  const live = files.filter((word) => isQualified(word) && !existsSync(word));
  if (live.length > 0) return explainLive(files, live, values, env);
  const stray = OF_CLUSTER.find((flag) => values[flag] !== undefined);
  if (stray !== undefined) {
    return usageError([`--${stray} is for objects of a cluster, which are named as KIND/NAME`], env.program);
  }
  const planned = planManifests(files, values);
  if (!planned.ok) return usageError(planned.errors, env.program);
  await show(planned.manifests, planned.namespace, values, env);
}

async function explainLive(
  words: readonly string[],
  live: readonly string[],
  values: OptionValues,
  env: Environment,
): Promise<void> {
  const wrong = wrongNamespace(values) ?? wrongTogether(words, live, values);
  const read = readTargets(live);
  const loaded = loadConfig(values["config"], values);
  if (wrong !== undefined || !read.ok) return usageError([wrong ?? ""], env.program);
  if (!loaded.ok) return usageError(loaded.errors, env.program);
  const meant = await namespaceOf(values, env);
  if (meant.t === "unknown") return usageError([meant.why], env.program);
  const namespace = meant.value;
  await withCluster(values, env.program, async ({ calls, version: server }) => {
    const config = loaded.config.injector;
    const { manifests, failures, gaps } = await planLive(calls, { namespace, targets: read.targets, config, server });
    if (manifests.length > 0) await show(manifests, namespace, values, env);
    for (const gap of printable(gaps)) console.error(gap);
    if (values["config"] === undefined) {
      console.error(
        "Decided with the defaults of the webhook; name the configuration that it has in the cluster by --config.",
      );
    }
    sayWrong(failures, env.program);
    if (failures.length > 0) process.exitCode = EXIT.notAll;
  });
}

function wrongTogether(words: readonly string[], live: readonly string[], values: OptionValues): string | undefined {
  const file = words.find((word) => !live.includes(word));
  if (file !== undefined) {
    return `${JSON.stringify(file)} is a file, and ${JSON.stringify(live[0])} an object of the cluster; explain one after the other`;
  }
  const stray = ["kubernetes-version", "recursive"].find((flag) => values[flag] !== undefined);
  return stray === undefined ? undefined : `--${stray} is for files; the cluster itself says what it is`;
}

async function show(
  manifests: readonly PlannedManifest[],
  namespace: string,
  values: OptionValues,
  env: Environment,
): Promise<void> {
  const entries = explainManifests(manifests, namespace);
  if (values["output"] === "json") await print(JSON.stringify(entries, null, 2));
  else if (entries.length === 0) await print("There is nothing to explain: no object stands for pods.");
  else {
    const paint = painter(env.colour);
    await print(
      entries
        .map((entry) => explainText(printable(entry), paint))
        .join("\n")
        .trimEnd(),
    );
  }
  const refused = manifests.some(({ objects }) => objects.some(({ plan }) => isRefused(plan)));
  if (refused) process.exitCode = EXIT.denied;
}
