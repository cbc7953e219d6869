import { EXIT, type MonitorConfig } from "@mount-monitor/contract";
import { createLogger, leave, type Logger, type OptionValues } from "@mount-monitor/process";
import { renderMetrics } from "../core/report/render-metrics.ts";
import { statusDocument } from "../core/report/status-document.ts";
import { isSameStart } from "../core/state/origin.ts";
import { recall } from "../core/state/recall.ts";
import type { Environment } from "../environment.ts";
import { BUILD } from "../build-info.ts";
import { monotonicMs, wallMs } from "../io/clock.ts";
import { loadConfig } from "../io/config/load-config.ts";
import { type HealthServer, listen } from "../io/http/listen.ts";
import { healthRoutes } from "../io/http/routes.ts";
import { createMonitorLoop, type MonitorLoop } from "../io/monitor-loop.ts";
import { openPodApi, type PodApi } from "../io/pod/pod-api.ts";
import { watchPodInfo } from "../io/pod/pod-info.ts";
import { watchSelfTest } from "../io/pod/self-test.ts";
import { createProber, type Prober } from "../io/probe/prober.ts";
import { createCounters } from "../io/report/counters.ts";
import { createKeeper } from "../io/state/keeper.ts";
import { currentOrigin } from "../io/state/origin.ts";
import { openStateDir } from "../io/state/state-dir.ts";
import { usageError } from "./usage-error.ts";
import { poolTooSmall, sizeThreadPool } from "./pool.ts";
import { shutDown } from "./shut-down.ts";

/** Checks for ever, answers health, restarts the pod when told to. */
export async function runMonitor(values: OptionValues, env: Environment): Promise<void> {
  const loaded = loadConfig(values, env.inlineConfig);
  if (!loaded.ok) return usageError(loaded.errors);
  let { config } = loaded;
  const fromFile = loaded.origin !== "MOUNT_MONITOR_CONFIG";
  const threads = sizeThreadPool(env.threads, config, fromFile);
  const tooSmall = poolTooSmall(threads, config, []);
  if (tooSmall !== undefined) return usageError([`failed to read ${loaded.origin}: ${tooSmall}`]);
  const logger = createLogger({ level: config.logLevel, format: config.logFormat });
  const { log } = logger;
  for (const warning of loaded.warnings) log.warn({}, warning);

  const origin = currentOrigin(env.pod.uid);
  const stateDir = openStateDir(config.stateDir, (message) => log.warn({}, message));
  const memory = stateDir.readMemory();
  const record = stateDir.readRecord();
  const keeper = createKeeper(stateDir, origin, record);
  const podInfo = watchPodInfo(
    config.podInfoDir,
    memory && isSameStart(memory.origin, origin) ? memory.pause : undefined,
  );
  const api = openPodApi(
    env.pod,
    () => config.workload,
    (message) => log.warn({}, message),
  );
  const counters = createCounters();
  const initial = recall({ config, memory, record, origin }, monotonicMs(), wallMs());
  let server: HealthServer | undefined;
  const prober: Prober = createProber((path, observation) => loop.answer(path, observation));
  const loop: MonitorLoop = createMonitorLoop(initial, {
    log,
    prober,
    keeper,
    podInfo,
    api,
    counters,
    node: env.pod.node,
    leave(why) {
      if (prober.isPinned()) return;
      server?.close();
      leave(why === "restart-all" ? EXIT.restartAllContainers : EXIT.restartFailed, prober.out().length > 0);
    },
  });

  const selfTest = watchSelfTest(config.watchdog, { api, log, mayStartChild: () => prober.out().length === 0 });
  const frame = () => ({ version: BUILD.version, nowMs: monotonicMs(), wallNowMs: wallMs() });
  const startMs = wallMs() - process.uptime() * 1000;
  const routes = healthRoutes({
    state: loop.state,
    status: () => statusDocument(loop.state(), { ...frame(), mounted: keeper.mounted, selfTest: selfTest.result() }),
    metrics: () =>
      renderMetrics(loop.state(), {
        ...frame(),
        commit: BUILD.commit,
        counters: counters.ofMount,
        restarts: counters.restarts,
        permitted: selfTest.result()?.ok,
        process: { cpuSeconds: cpuSeconds(), residentBytes: process.memoryUsage.rss(), startMs },
      }),
    build: BUILD,
  });
  // Before it says that it runs: whoever reads that may send a signal at once, and by default each of them kills.
  process.on("SIGHUP", () => {
    const next = reload(values, env, threads, prober, fromFile, log);
    if (!next) return;
    const keys = ["httpPort", "stateDir", "podInfoDir"] as const;
    if (keys.some((key) => next[key] !== config[key])) {
      log.warn({}, "httpPort, stateDir and podInfoDir are changed only by starting the monitor anew");
    }
    config = { ...next, httpPort: config.httpPort, stateDir: config.stateDir, podInfoDir: config.podInfoDir };
    logger.set({ level: config.logLevel, format: config.logFormat });
    loop.reconfigure(config);
    selfTest.reconfigure(config.watchdog);
    log.info({ config: loaded.origin, mounts: config.mounts.length }, "configuration read again");
  });
  const stop = (signal: NodeJS.Signals) => {
    log.info({ signal }, "stopping");
    void shutDown({ loop, prober, api, server: () => server, log, selfTest });
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  try {
    server = await listen(config.httpPort, routes, (error) => log.error({ err: error }, "health server failed"));
  } catch (error) {
    return usageError([(error as Error).message]);
  }
  announce(config, loaded.origin, server.port, api, log);

  loop.start();
}

function reload(
  values: OptionValues,
  env: Environment,
  threads: number,
  prober: Prober,
  fromFile: boolean,
  log: Logger,
): MonitorConfig | undefined {
  if (!fromFile) {
    log.warn({}, "nothing to read again: the configuration is in MOUNT_MONITOR_CONFIG; start the monitor anew");
    return undefined;
  }
  const loaded = loadConfig(values, env.inlineConfig);
  const errors = loaded.ok
    ? [poolTooSmall(threads, loaded.config, prober.out())].filter((error) => error !== undefined)
    : loaded.errors;
  if (loaded.ok && errors.length === 0) {
    for (const warning of loaded.warnings) log.warn({}, warning);
    return loaded.config;
  }
  log.error({ errors }, "configuration refused, the old one stays");
  return undefined;
}

function announce(config: MonitorConfig, origin: string, port: number, api: PodApi, log: Logger): void {
  const { mode, watchdog, mounts, stateDir } = config;
  log.info(
    {
      version: BUILD.version,
      config: origin,
      port,
      mode,
      action: watchdog.action,
      mounts: mounts.map(({ path }) => path),
    },
    "monitoring",
  );
  const needsApi = watchdog.action === "delete" || watchdog.action === "evict";
  if (watchdog.action === "in-place" && stateDir === undefined) {
    log.warn({}, "without stateDir no restart in place is remembered, so the budget cannot hold; set stateDir");
  }
  if (needsApi && api.unavailable !== undefined) log.warn({ error: api.unavailable }, "the pod cannot be restarted");
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
