import { spawn, type SpawnOptions } from "node:child_process";
import { endWithUs } from "../process/end-with-us.ts";

/** Runs a program whose complaints are shown, and nothing else; resolves to its exit code. It ends with us. */
export function runQuietly(
  command: string,
  args: readonly string[],
  options: Pick<SpawnOptions, "cwd" | "env">,
): Promise<number | null> {
  const child = endWithUs(spawn(command, args, { ...options, stdio: ["ignore", "ignore", "inherit"] }), "SIGTERM");
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
}
