import { readFileSync } from "node:fs";
import path from "node:path";

/** The flags that Node gets in the image: what is tested and measured is to be what ships. */
export const NODE_FLAGS: readonly string[] = nodeFlagsOf("sidecar");

/** What stands between `node` and the program in the entry point of a target of the Dockerfile. */
export function nodeFlagsOf(target: string): readonly string[] {
  const dockerfile = readFileSync(path.resolve(import.meta.dirname, "../../../Dockerfile"), "utf8");
  const stage = dockerfile.split(/^FROM /m).find((text) => text.split("\n")[0]?.endsWith(` AS ${target}`));
  const entryPoint = /^ENTRYPOINT (\[.*\])$/m.exec(stage ?? "")?.[1];
  const [node, ...rest] = JSON.parse(entryPoint ?? "[]") as string[];
  const flags = rest.filter((word) => word.startsWith("--"));
  if (node !== "node" || rest.length !== flags.length + 1)
    throw new Error(`the entry point of ${target} is not node, flags, and a program: ${entryPoint}`);
  return flags;
}
