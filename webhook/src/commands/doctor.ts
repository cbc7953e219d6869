import { EXIT } from "@mount-monitor/contract";
import { type OptionValues, print } from "@mount-monitor/process";
import { diagnose } from "../core/doctor/diagnose.ts";
import { renderJson, reportOf } from "../core/doctor/report/render-json.ts";
import { renderText } from "../core/doctor/report/render-text.ts";
import type { Environment } from "../environment.ts";
import { notOneOf } from "../io/config/load-config.ts";
import { missingNamespace } from "../io/live/connect.ts";
import { createProgress } from "../io/live/progress.ts";
import { readPicture } from "../io/doctor/read-picture.ts";
import { painter } from "../io/offline/colour.ts";
import { printable } from "../core/printable.ts";
import { wrongNamespace } from "./namespace-flags.ts";
import { usageError } from "./usage-error.ts";
import { type LiveCluster, withCluster } from "./with-cluster.ts";

const OUTPUTS = ["text", "json"];

/** Looks at a live cluster with the permissions of whoever asks, and says what is not as it should be. */
export async function runDoctor(values: OptionValues, env: Environment): Promise<void> {
  const wrong = usageOf(values);
  if (wrong !== undefined) return usageError([wrong], env.program);
  await withCluster(values, env.program, (cluster) => examine(cluster, values, env));
}

async function examine(
  { calls, version: server, nowMs: clock }: LiveCluster,
  values: OptionValues,
  env: Environment,
): Promise<void> {
  const scope = values["namespace"];
  const missing = scope === undefined ? undefined : await missingNamespace(calls, scope);
  if (missing !== undefined) return usageError([missing], env.program);
  const nowMs = clock();
  const picture = await readPicture(
    calls,
    { server, nowMs, scope, installNamespace: values["install-namespace"] },
    createProgress(process.stderr),
  );
  const findings = printable(diagnose(picture, nowMs));
  const text =
    values["output"] === "json" ? renderJson(reportOf(server, findings)) : renderText(findings, painter(env.colour));
  await print(text.trimEnd());
  if (findings.some(({ severity }) => severity === "problem")) process.exitCode = EXIT.problems;
}

function usageOf(values: OptionValues): string | undefined {
  const output = values["output"] ?? "text";
  if (!OUTPUTS.includes(output)) return notOneOf("--output", output, OUTPUTS);
  return wrongNamespace(values);
}
