import { find } from "./api.ts";
import { tryKubectl } from "./kubectl.ts";
import type { Pod } from "./objects.ts";

const LIMIT_MS = 20_000;
const LINES = "40";

/** What one would type to see why a test has failed. */
export async function describeNamespace(namespace: string): Promise<string> {
  const scope = ["--namespace", namespace];
  const ask = async (args: readonly string[]) => {
    const { stdout, stderr } = await tryKubectl([...scope, ...args], { limitMs: LIMIT_MS });
    return `$ kubectl ${args.join(" ")}\n${stdout}${stderr}`;
  };
  try {
    const list = await find<{ readonly items: readonly Pod[] }>(`/api/v1/namespaces/${namespace}/pods`);
    const logs = (list?.items ?? []).map(({ metadata }) =>
      ask(["logs", metadata.name, "--all-containers", "--prefix", "--ignore-errors", `--tail=${LINES}`]),
    );
    const said = await Promise.all([
      ask(["get", "all", "--output=wide"]),
      ask(["get", "events", "--sort-by=.metadata.creationTimestamp"]),
      ...logs,
    ]);
    return said.join("\n");
  } catch (error) {
    return `the namespace cannot be described: ${String(error)}`;
  }
}
