/**
 * What the level `metrics` needs: Prometheus and promtool, by `go-tool.sh`, and the kinds that prometheus-operator brings
 * along, from its Go module.
 *
 *   node tools/metrics-tools.ts       installs what is missing; needs Go
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** No program of it is built: its own `replace` keeps `go install` from that. */
const OPERATOR = "github.com/prometheus-operator/prometheus-operator@v0.93.1";
const KINDS = "example/prometheus-operator-crd";
const GO_TOOL = path.join(import.meta.dirname, "go-tool.sh");
const PROGRAMS = ["prometheus", "promtool"] as const;

/** Where things are, or would be. `PROMETHEUS` and `PROMTOOL` name other programs. */
export const METRICS_TOOLS = {
  prometheus: process.env["PROMETHEUS"] || built("prometheus"),
  promtool: process.env["PROMTOOL"] || built("promtool"),
  /** Folder with CustomResourceDefinitions. */
  kinds: path.join(built("promtool"), "../..", `prometheus-operator-kinds-${OPERATOR.split("@")[1]}`),
} as const;

/** What is not there, with what to do; undefined when all is. */
export function missingMetricsTools(): string | undefined {
  const missing = Object.values(METRICS_TOOLS).filter((file) => !existsSync(file));
  return missing.length === 0 ? undefined : `needs ${missing.join(", ")}; do: make tools`;
}

if (process.argv[1] === import.meta.filename) install();

function install(): void {
  for (const program of PROGRAMS) {
    if (existsSync(METRICS_TOOLS[program])) continue;
    console.log(`building ${program}, which takes minutes the first time`);
    execFileSync(GO_TOOL, [program], { stdio: ["ignore", "ignore", "inherit"] });
  }
  if (!existsSync(METRICS_TOOLS.kinds)) fetchKinds();
  for (const [name, file] of Object.entries(METRICS_TOOLS)) console.log(`${name}: ${file}`);
}

function built(program: (typeof PROGRAMS)[number]): string {
  return path.join(execFileSync(GO_TOOL, ["--where", program], { encoding: "utf8" }).trim(), program);
}

function fetchKinds(): void {
  console.log(`fetching the kinds of ${OPERATOR}`);
  // Away from any module, whose own requirements would count else.
  const nowhere = mkdtempSync(path.join(tmpdir(), "mount-monitor-tools-"));
  const args = ["mod", "download", "-json", OPERATOR];
  const answer = execFileSync("go", args, { cwd: nowhere, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  rmSync(nowhere, { recursive: true, force: true });
  const { Dir } = JSON.parse(answer) as { readonly Dir: string };
  // All or nothing: a folder that is there counts as whole.
  const partial = `${METRICS_TOOLS.kinds}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  for (const file of readdirSync(path.join(Dir, KINDS)))
    copyFileSync(path.join(Dir, KINDS, file), path.join(partial, file));
  renameSync(partial, METRICS_TOOLS.kinds);
}
