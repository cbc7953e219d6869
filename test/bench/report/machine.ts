import { execFileSync } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { readFileSync } from "node:fs";
import { missingControlPlane, programFile } from "../../control-plane/support/assets.ts";
import type { BenchDocument } from "./document.ts";

const root = path.join(import.meta.dirname, "../../..");

/** Nothing that names the machine: figures are to be shown to others. */
export function readMachine(): BenchDocument["machine"] {
  return {
    cpu: os.cpus()[0]?.model.trim() ?? "unknown",
    cores: os.availableParallelism(),
    memoryGb: os.totalmem() / 1024 ** 3,
    // What comes after the version is a name of whoever has built it.
    kernel: `${os.type()} ${os.release().replace(/-.*$/, "")}`,
  };
}

/** What is measured; and the API server, where suites can start one. */
export function readVersions(): Record<string, string> {
  const { version } = JSON.parse(readFileSync(path.join(root, "sidecar/package.json"), "utf8")) as { version: string };
  return {
    node: process.versions.node,
    v8: process.versions.v8,
    "mount-monitor": version,
    commit: readCommit(),
    ...apiServer(),
  };
}

function apiServer(): Record<string, string> {
  if (missingControlPlane() !== undefined) return {};
  const said = execFileSync(programFile("kube-apiserver"), ["--version"], { encoding: "utf8" });
  return { "kube-apiserver": said.replace("Kubernetes", "").trim() };
}

function readCommit(): string {
  try {
    const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
    return `${git("rev-parse", "--short=12", "HEAD")}${git("status", "--porcelain", "-uno") === "" ? "" : " with changes"}`;
  } catch {
    // An archive of the sources has no history.
    return "unknown";
  }
}
