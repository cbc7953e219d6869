import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { installOnce } from "./install-once.ts";

export interface GoProgram {
  readonly program: string;
  /** Where the Go command keeps the sources of the module. */
  readonly moduleFolder: string;
}

/** Builds a `main.go` of ours on one version of a module, outside of this repository; minutes the first time. */
export function buildGoProgram(source: string, module: string, version: string): GoProgram {
  const name = path.basename(path.dirname(source));
  const digest = createHash("sha256").update(readFileSync(source)).digest("hex").slice(0, 8);
  const folder = installOnce(`peer-${name}-${version}-${digest}`, (folder) => {
    console.error(`building ${name} on ${module}@${version}, which takes minutes the first time`);
    const go = (...args: string[]) => void run(folder, args);
    copyFileSync(source, path.join(folder, "main.go"));
    go("mod", "init", `peer-${name}`);
    go("get", `${module}@${version}`);
    go("mod", "tidy");
    go("build", "-o", "injector", ".");
    rmSync(path.join(folder, "main.go"));
  });
  const moduleFolder = run(folder, ["list", "-m", "-f", "{{.Dir}}", module]).trim();
  return { program: path.join(folder, "injector"), moduleFolder };
}

function run(cwd: string, args: readonly string[]): string {
  try {
    return execFileSync("go", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 26 });
  } catch (error) {
    const { code, stderr = "" } = error as NodeJS.ErrnoException & { readonly stderr?: string };
    if (code === "ENOENT")
      throw new Error("there is no go on the PATH; install Go, or leave this peer out", { cause: error });
    throw new Error(`go ${args.join(" ")} did not succeed:\n${stderr.trim()}`, { cause: error });
  }
}
