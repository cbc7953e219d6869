import type { OptionValues } from "@mount-monitor/process";
import { type Known, known } from "../core/live/known.ts";
import type { Environment } from "../environment.ts";
import { currentNamespace } from "../io/live/current-namespace.ts";
import { kubectlSettings } from "./with-cluster.ts";

/** The namespace that is meant: the one that is named, else the one that kubectl would take. */
export async function namespaceOf(values: OptionValues, env: Environment): Promise<Known<string>> {
  const named = values["namespace"];
  return named === undefined ? currentNamespace(kubectlSettings(values), env.pod) : known(named);
}

/** What is wrong with the flags that name namespaces; undefined where nothing is. */
export function wrongNamespace(values: OptionValues): string | undefined {
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
