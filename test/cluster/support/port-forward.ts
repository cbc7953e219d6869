import { spawn } from "node:child_process";
import { until } from "../../control-plane/support/until.ts";
import type { TestCase } from "./test-case.ts";

const START_LIMIT_MS = 30_000;

/** Forwards a free port of this machine to a port of the pod; the address, which is good until the test ends. */
export async function forwardPort(t: TestCase, namespace: string, pod: string, port: number): Promise<string> {
  const args = ["--namespace", namespace, "port-forward", `pod/${pod}`, `:${port}`, "--address=127.0.0.1"];
  const child = spawn("kubectl", args, { stdio: ["ignore", "pipe", "pipe"] });
  t.after(() => void child.kill());
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const address = await until(
    "kubectl port-forward",
    START_LIMIT_MS,
    () => {
      if (child.exitCode !== null) throw new Error(`kubectl port-forward ended: ${output}`);
      return /Forwarding from (127\.0\.0\.1:\d+)/.exec(output)?.[1];
    },
    () => output,
  );
  return `http://${address}`;
}
