import type { OptionValues } from "@mount-monitor/process";

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
