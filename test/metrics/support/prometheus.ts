import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { METRICS_TOOLS } from "../../../tools/metrics-tools.ts";
import { freePort } from "../../../tools/free-ports.ts";
import { startGuarded } from "../../control-plane/support/guarded-process.ts";
import { until } from "../../control-plane/support/until.ts";
import type { Expression } from "./promql.ts";

export type Labels = Readonly<Record<string, string>>;

export interface Alert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly state: "pending" | "firing" | "inactive";
}

export interface Target {
  readonly labels: Labels;
  readonly scrapeUrl: string;
  readonly health: "up" | "down" | "unknown";
  readonly lastError: string;
}

/** A real Prometheus on loopback, and what it is asked. */
export interface Prometheus {
  /** What the expression has now; rejects with what is wrong with it. */
  query(expression: string): Promise<readonly Labels[]>;
  /** How it is read. */
  parse(expression: string): Promise<Expression>;
  /** All series that it has of a metric. */
  series(metric: string): Promise<readonly Labels[]>;
  targets(): Promise<readonly Target[]>;
  alerts(): Promise<readonly Alert[]>;
  logTail(): string;
  stop(): Promise<void>;
}

export interface PrometheusSettings {
  readonly scrapeConfigs: readonly object[];
  readonly rules: object;
}

const READY_MS = 60_000;
const ATTEMPTS = 3;

/** On another port where somebody was faster to take the first one. */
export async function startPrometheus(settings: PrometheusSettings): Promise<Prometheus> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(settings);
    } catch (error) {
      if (attempt === ATTEMPTS || !/address already in use/.test(String(error))) throw error;
    }
  }
}

async function startOnce({ scrapeConfigs, rules }: PrometheusSettings): Promise<Prometheus> {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-prometheus-"));
  const file = (name: string) => path.join(folder, name);
  // JSON is YAML.
  writeFileSync(file("rules.json"), JSON.stringify(rules));
  const config = {
    global: { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" },
    rule_files: [file("rules.json")],
    scrape_configs: scrapeConfigs,
  };
  writeFileSync(file("config.json"), JSON.stringify(config), { mode: 0o600 });
  const port = await freePort();
  const program = startGuarded(
    METRICS_TOOLS.prometheus,
    [
      `--config.file=${file("config.json")}`,
      `--storage.tsdb.path=${file("data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--log.level=warn",
    ],
    file("log"),
  );
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    await program.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await until(
      "a Prometheus that is ready",
      READY_MS,
      async () => {
        const ended = program.ended();
        if (ended !== undefined) throw new Error(`Prometheus did not start: ${ended}\n${program.logTail()}`);
        return (await fetch(`${url}/-/ready`).catch(() => undefined))?.status === 200;
      },
      program.logTail,
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...asked(`${url}/api/v1`), logTail: program.logTail, stop };
}

function asked(api: string): Omit<Prometheus, "logTail" | "stop"> {
  // oxlint-disable-next-line typescript/no-explicit-any -- answers of Prometheus, in tests alone
  const ask = async (place: string, query: Readonly<Record<string, string>> = {}): Promise<any> => {
    const answer = await fetch(`${api}/${place}?${new URLSearchParams(query).toString()}`);
    const { status, data, error } = (await answer.json()) as { status: string; data: unknown; error?: string };
    if (status !== "success") throw new Error(`${place} ${JSON.stringify(query)}: ${error}`);
    return data;
  };
  return {
    async query(expression) {
      const { resultType, result } = await ask("query", { query: expression });
      return resultType === "scalar" ? [{}] : result.map(({ metric }: { metric: Labels }) => metric);
    },
    parse: (expression) => ask("parse_query", { query: expression }),
    series: (metric) => ask("series", { "match[]": metric }),
    targets: async () => (await ask("targets", { state: "active" })).activeTargets,
    alerts: async () => (await ask("alerts")).alerts,
  };
}
