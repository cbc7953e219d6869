import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { runQuietly } from "./run-quietly.ts";

const root = path.join(import.meta.dirname, "../../..");

export type Base = { readonly t: "base"; readonly commit: string; readonly subject: string; readonly messages: string };

export type BaseFound = Base | { readonly t: "none"; readonly why: string };

/** The branch that changes go to, as it may be called. */
const TARGETS = ["origin/main", "main"];

/**
 * What a change is to be compared with: where it left the branch that it goes to; on that branch itself, the commit
 * before the last.
 */
export function findBase(asked: string | undefined): BaseFound {
  const head = git("rev-parse", "HEAD");
  if (head === undefined) return { t: "none", why: "this is no git checkout; unpack the history with it" };
  const commit = asked === undefined ? guessed(head) : git("rev-parse", "--verify", `${asked}^{commit}`);
  if (commit === undefined) {
    const missing = asked === undefined ? "its history" : `a commit ${asked}`;
    return { t: "none", why: `this checkout lacks ${missing}; fetch it, or name a commit with --base` };
  }
  if (commit === head && git("status", "--porcelain", "-uno") === "")
    return { t: "none", why: "nothing has changed since; name another commit with --base" };
  return {
    t: "base",
    commit,
    subject: git("log", "-1", "--format=%h %s", commit) ?? commit,
    messages: git("log", "--format=%B", `${commit}..HEAD`) ?? "",
  };
}

function guessed(head: string): string | undefined {
  for (const target of TARGETS) {
    const base = git("merge-base", "HEAD", target);
    if (base !== undefined && base !== head) return base;
  }
  return git("rev-parse", "--verify", "HEAD^");
}

/** The sources of that commit, with all that they need, built. */
export async function buildBase({ commit }: Base, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const archive = execFileSync("git", ["archive", commit], { cwd: root, maxBuffer: 2 ** 30 });
  execFileSync("tar", ["-x", "-C", folder], { input: archive });
  const npm = async (...args: readonly string[]) => {
    const code = await runQuietly("npm", args, {
      cwd: folder,
      env: { ...process.env, SOURCE_COMMIT: commit.slice(0, 12) },
    });
    if (code !== 0) throw new Error(`failed to build ${commit}: npm ${args[0]} ended with exit code ${code}`);
  };
  await npm("ci", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error");
  await npm("run", "--silent", "build");
}

function git(...args: readonly string[]): string | undefined {
  try {
    return execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
}
