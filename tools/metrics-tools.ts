/**
 * Programs and files that the level `metrics` needs, and what installs them: Prometheus, promtool, and the kinds that
 * prometheus-operator brings along. All come from Go modules, whose checksums Go itself holds.
 *
 *   node tools/metrics-tools.ts       installs what is missing; needs Go
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";

/** The one place where versions are pinned. */
const PROMETHEUS = {
  module: "github.com/prometheus/prometheus",
  version: "v0.316.0",
  programs: ["prometheus", "promtool"],
  // Without the dozens of service discoveries that nobody needs here, which take most of the time to build.
  tags: "netgo,remove_all_sd,enable_kubernetes_sd",
} as const;
const OPERATOR = {
  module: "github.com/prometheus-operator/prometheus-operator",
  version: "v0.93.1",
  kinds: "example/prometheus-operator-crd",
} as const;

const base = process.env["TOOLS_FOLDER"] || path.join(homedir(), ".cache/mount-monitor-tools");
const programs = path.join(base, `prometheus-${PROMETHEUS.version}`);

/** Where things are, or would be. `PROMETHEUS` and `PROMTOOL` name other programs. */
export const METRICS_TOOLS = {
  prometheus: process.env["PROMETHEUS"] || path.join(programs, "prometheus"),
  promtool: process.env["PROMTOOL"] || path.join(programs, "promtool"),
  /** Folder with CustomResourceDefinitions. */
  kinds: path.join(base, `prometheus-operator-kinds-${OPERATOR.version}`),
} as const;

/** What is not there, with what to do; undefined when all is. */
export function missingMetricsTools(): string | undefined {
  const missing = Object.values(METRICS_TOOLS).filter((file) => !existsSync(file));
  return missing.length === 0 ? undefined : `needs ${missing.join(", ")}; do: make tools`;
}

if (process.argv[1] === import.meta.filename) install();

function install(): void {
  for (const program of PROMETHEUS.programs) {
    if (existsSync(METRICS_TOOLS[program])) continue;
    console.log(`building ${program} ${PROMETHEUS.version}, which takes minutes the first time`);
    mkdirSync(programs, { recursive: true });
    const { module, version, tags } = PROMETHEUS;
    go(["install", `-tags=${tags}`, `${module}/cmd/${program}@${version}`], { GOBIN: programs });
  }
  if (!existsSync(METRICS_TOOLS.kinds)) fetchKinds();
  for (const [name, file] of Object.entries(METRICS_TOOLS)) console.log(`${name}: ${file}`);
}

function fetchKinds(): void {
  console.log(`fetching the kinds of prometheus-operator ${OPERATOR.version}`);
  const answer = go(["mod", "download", "-json", `${OPERATOR.module}@${OPERATOR.version}`]);
  const { Dir } = JSON.parse(answer) as { readonly Dir: string };
  const from = path.join(Dir, OPERATOR.kinds);
  // All or nothing: a folder that is there counts as whole.
  const partial = `${METRICS_TOOLS.kinds}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  for (const file of readdirSync(from)) copyFileSync(path.join(from, file), path.join(partial, file));
  renameSync(partial, METRICS_TOOLS.kinds);
}

/** Away from any module, whose own requirements would count else. */
function go(args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const cwd = mkdtempSync(path.join(tmpdir(), "mount-monitor-tools-"));
  try {
    return execFileSync("go", args, {
      cwd,
      env: { ...process.env, ...env },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
      maxBuffer: 16 * 1024 * 1024,
    });
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== "ENOENT") throw error;
    throw new Error(
      "failed to build Prometheus: there is no go on the PATH; install Go, or set PROMETHEUS and PROMTOOL",
      {
        cause: error,
      },
    );
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
