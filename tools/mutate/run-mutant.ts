import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

/**
 * How it went: `killed` by a test that failed, `timeout` where the tests did not end, which is noticed as well,
 * `survived` where all passed, `uncovered` where no test executes it.
 */
export type MutantEnd = "killed" | "timeout" | "survived" | "uncovered";

export interface MutantRun {
  readonly root: string;
  readonly file: string;
  readonly code: string;
  readonly tests: readonly string[];
  readonly limitMs: number;
}

/** All tests in one process, which ends with the first that fails. Nothing on disk is changed. */
export async function runMutant({ root, file, code, tests, limitMs }: MutantRun): Promise<MutantEnd> {
  if (tests.length === 0) return "uncovered";
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-mutant-"));
  const codeFile = path.join(folder, "mutant.js");
  const allFile = path.join(folder, "all.mjs");
  writeFileSync(codeFile, code);
  const imports = tests.map((test) => `await import(${JSON.stringify(pathToFileURL(path.join(root, test)).href)});`);
  writeFileSync(allFile, imports.join("\n"));
  const own = (name: string) => path.join(import.meta.dirname, name);
  const flags = [`--import=${own("hooks.ts")}`, `--import=${own("first-failure.ts")}`, "--test-reporter=dot"];
  try {
    const child = spawn(process.execPath, [...flags, allFile], {
      cwd: root,
      env: { ...process.env, MUTANT_FILE: path.join(root, file), MUTANT_CODE: codeFile },
      stdio: "ignore",
    });
    return await new Promise((resolve) => {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        child.kill("SIGKILL");
      }, limitMs);
      child.on("error", () => resolve("killed"));
      child.on("exit", (code) => {
        clearTimeout(timer);
        resolve(late ? "timeout" : code === 0 ? "survived" : "killed");
      });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
