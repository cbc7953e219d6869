import { EXIT } from "@mount-monitor/contract";
import { type OptionValues, print } from "@mount-monitor/process";
import { diagnose } from "../core/doctor/diagnose.ts";
import { renderJson, reportOf } from "../core/doctor/report/render-json.ts";
import { renderText } from "../core/doctor/report/render-text.ts";
import type { Environment } from "../environment.ts";
import { notOneOf } from "../io/config/load-config.ts";
import { type ClusterCalls, createClusterCalls } from "../io/live/cluster-calls.ts";
import { greet, type Greeting, missingNamespace } from "../io/live/connect.ts";
import { openKubectlProxy } from "../io/live/kubectl-proxy.ts";
import { createProgress } from "../io/live/progress.ts";
import { readPicture } from "../io/doctor/read-picture.ts";
import { painter } from "../io/offline/colour.ts";
import { printable } from "../io/offline/printable.ts";
import { usageError } from "./usage-error.ts";

const OUTPUTS = ["text", "json"];

/** Looks at a live cluster with the permissions of whoever asks, and says what is not as it should be. */
export async function runDoctor(values: OptionValues, env: Environment): Promise<void> {
  const wrong = usageOf(values);
  if (wrong !== undefined) return usageError([wrong]);
  let connected = false;
  const opened = await openKubectlProxy({
    kubectl: values["kubectl"] ?? "kubectl",
    kubeconfig: values["kubeconfig"],
    context: values["context"],
    // Where to log in; why kubectl failed is said once, and by us.
    onSaid: (line) => {
      if (!connected && !/^error: /i.test(line) && process.stderr.isTTY) console.error(`kubectl: ${line}`);
    },
  });
  if (!opened.ok) return usageError([printable(opened.error)]);
  const { connection, close } = opened.proxy;
  const calls = createClusterCalls(connection);
  try {
    const greeting = await greet(calls);
    connected = true;
    if (!greeting.ok) return usageError([printable(greeting.error)]);
    await examine(calls, greeting, values, env);
  } finally {
    await close();
  }
}

async function examine(
  calls: ClusterCalls,
  { version: server, nowMs }: Greeting & { readonly ok: true },
  values: OptionValues,
  env: Environment,
): Promise<void> {
  const scope = values["namespace"];
  const missing = scope === undefined ? undefined : await missingNamespace(calls, scope);
  if (missing !== undefined) return usageError([missing]);
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
  if (values["namespace"] !== undefined && values["all-namespaces"] !== undefined) {
    return "--namespace and --all-namespaces exclude each other; drop one of them";
  }
  for (const flag of ["namespace", "install-namespace"]) {
    const name = values[flag];
    if (name !== undefined && !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) {
      return `--${flag} is ${JSON.stringify(name)}, which cannot be the name of a namespace`;
    }
  }
  return undefined;
}
